using System.CommandLine;
using Dangol.Platform;

namespace Dangol.Web;

/// <summary><c>model NAME FILE</c>: an analysis of one file, without a company: parameters, likelihood, accuracy on data held out, and time.</summary>
internal static class ModelCommand
{
    public static Command Make() => Commands.Of("model", "Analyse one file: value, survival, cohorts and what else is asked of customers.", (_, _, _) => throw new Refused("action_missing", null,
        new("무엇을 분석할지 적어 주세요. './dangol help model'이 모형을 알려 줘요.", "Say what to analyse; './dangol help model' lists the models.")),
        [.. Models()]);

    /// <summary>The models, in the order in which help shows them.</summary>
    private static IEnumerable<Command> Models() =>
    [
        LifetimeValueCommand.Make(),
        ClassifyCommand.Make(),
        UpliftCommand.Make(),
        ClusterCommand.Make(),
        RfmCommand.Make(),
        CohortsCommand.Make(),
        SurvivalCommand.Make(),
        ForecastCommand.Make(),
        RecommendCommand.Make(),
        BasketsCommand.Make(),
    ];
}
