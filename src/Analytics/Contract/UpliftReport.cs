namespace Dangol.Analytics;

/// <summary>A campaign's table: the outcome, who was treated, and how models are tried.</summary>
public sealed record UpliftOptions
{
    /// <summary>The column of the response.</summary>
    public required string Outcome { get; init; }

    /// <summary>The column of the arm.</summary>
    public required string Treatment { get; init; }

    /// <summary>The value of the outcome that counts; null: yes, 1, true and the like.</summary>
    public string? Positive { get; init; }

    /// <summary>The arm that was treated, where there are several.</summary>
    public string? Treated { get; init; }

    /// <summary>The arm that was held out; null: the one whose name says so.</summary>
    public string? Control { get; init; }

    /// <summary>Columns that the models must not see: other outcomes above all.</summary>
    public IReadOnlyList<string> Drop { get; init; } = [];
    public int Folds { get; init; } = 5;
    public int Repeats { get; init; } = 3;
    public long Seed { get; init; } = 42;
}

/// <summary>A learner and how its order of customers did on customers that it had not seen.</summary>
public sealed record UpliftResult(string Name, Measured Qini, Measured Auuc, Measured UpliftAt10, Measured UpliftAt30, double FitSeconds);

/// <summary>A tenth of the customers by expected uplift, and by how much the treated among them responded more.</summary>
public sealed record UpliftTenth(int Tenth, double Expected, double Observed, double Low, double High, long Treated, long Control);

/// <summary>All that came out.</summary>
public sealed record UpliftReport
{
    public required int Rows { get; init; }
    public required string Treated { get; init; }
    public required string Control { get; init; }
    public required double TreatedRate { get; init; }
    public required double ControlRate { get; init; }

    /// <summary>The effect on all: the arms' difference with Newcombe's interval, or, where the treated were chosen, doubly robust with a normal one.</summary>
    public required Measured Effect { get; init; }

    /// <summary>Whether the columns tell who was treated: AUC of the treatment. About 0.5 where it was drawn by lot.</summary>
    public required Measured Assignment { get; init; }
    public required IReadOnlyList<UpliftResult> Learners { get; init; }

    /// <summary>What a random order got, which should be about 0.</summary>
    public required UpliftResult Random { get; init; }

    /// <summary>The learner to use; null where none beats a random order.</summary>
    public required string? Champion { get; init; }

    /// <summary>beats_random or nothing_beats_random.</summary>
    public required string Verdict { get; init; }
    public required IReadOnlyList<UpliftTenth> Tenths { get; init; }
    public required IReadOnlyList<Text> Notes { get; init; }
    public required IReadOnlyDictionary<string, double> Seconds { get; init; }
}
