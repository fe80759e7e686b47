namespace Dangol.Sales;

/// <summary>A new company begins with one pipeline that it can change, in the language of its first administrator.</summary>
internal sealed class FirstPipeline : CompanyStart
{
    private static readonly (Text Name, string Outcome, double Probability, long? Days)[] Steps =
    [
        (new("발굴", "Prospecting"), Stage.Open, 0.1, 14), (new("상담", "Discovery"), Stage.Open, 0.25, 14), (new("제안", "Proposal"), Stage.Open, 0.5, 21),
        (new("협상", "Negotiation"), Stage.Open, 0.75, 14), (new("수주", "Won"), Stage.Won, 1, null), (new("실주", "Lost"), Stage.Lost, 0, null),
    ];

    public override async Task Run(Change change, Language language, CancellationToken cancel)
    {
        var db = change.Open<SalesDb>();
        var pipeline = Pipeline.New(change.NewId(), new Text("기본 영업 과정", "Standard").In(language), 1);
        db.Pipelines.Add(pipeline);
        await change.Save(cancel);
        db.Stages.AddRange(Steps.Select((step, i) => Stage.New(change.NewId(), pipeline.Id, i + 1, step.Name.In(language), step.Outcome, step.Probability, step.Days)));
        await change.Save(cancel);
    }
}
