namespace Dangol.Analytics;

/// <summary>What is to be predicted, and how it is to be tried.</summary>
public sealed record ClassificationOptions
{
    /// <summary>The column of the outcome.</summary>
    public required string Target { get; init; }

    /// <summary>The value that is to be predicted; null: yes, 1, true, won and the like, else the rarer of two.</summary>
    public string? Positive { get; init; }

    /// <summary>The column by which rows are in time; null: a date column, else their order in the file.</summary>
    public string? Time { get; init; }

    /// <summary>Columns that the model must not see.</summary>
    public IReadOnlyList<string> Drop { get; init; } = [];

    /// <summary>Columns that stay whatever the leakage alarm says of them.</summary>
    public IReadOnlyList<string> Keep { get; init; } = [];

    /// <summary>Columns with which the probability may only rise (+1) or fall (−1).</summary>
    public IReadOnlyDictionary<string, int> Monotone { get; init; } = new Dictionary<string, int>();

    public int Folds { get; init; } = 5;
    public int Repeats { get; init; } = 1;
    public long Seed { get; init; } = 42;
}

/// <summary>A model's name, how it did, and what it is made of.</summary>
/// <param name="Name">logistic or trees.</param>
/// <param name="Held">By cross-validation: auc, average_precision, log_loss, ece, lift_at_10.</param>
/// <param name="AucByRepeat">How much the dealing of the rows into parts matters.</param>
/// <param name="LaterRows">The same figures on the last fifth in time, by a model of what came before.</param>
/// <param name="Calibration">none (the model's own probability was best), platt or isotonic.</param>
/// <param name="Parameters">Of the model fitted to all rows.</param>
/// <param name="FitSeconds">How long fitting to all rows took, tuning aside.</param>
public sealed record ClassifierResult(string Name, IReadOnlyDictionary<string, Measured> Held, IReadOnlyList<double> AucByRepeat, IReadOnlyDictionary<string, Measured>? LaterRows,
    string Calibration, IReadOnlyDictionary<string, double> Parameters, double FitSeconds);

/// <summary>A column that the model learns from, or not, and why.</summary>
/// <param name="Share">Its share in all contributions to the log-odds; 0 where it is not used.</param>
public sealed record ColumnUse(string Name, string Kind, int Distinct, int Missing, bool Used, double Share, Text? Why);

/// <summary>A column under suspicion of knowing the outcome.</summary>
/// <param name="Column">Its name.</param>
/// <param name="AucAlone">How well it tells the outcome by itself.</param>
/// <param name="AucWith">AUC of a small model with it.</param>
/// <param name="AucWithout">The same without it.</param>
/// <param name="Certain">Too good to be known before; else only much hangs on it.</param>
/// <param name="Excluded">Whether it was left out.</param>
public sealed record LeakageFinding(string Column, double AucAlone, double AucWith, double AucWithout, bool Certain, bool Excluded);

/// <summary>Why a row has its probability: the columns that raised or lowered it most, in log-odds.</summary>
public sealed record RowReason(int Row, double Probability, IReadOnlyList<(string Column, string? Value, double Contribution)> Reasons);

/// <summary>All that came out.</summary>
public sealed record ClassificationReport
{
    public required string Target { get; init; }
    public required string Positive { get; init; }
    public required int Rows { get; init; }
    public required double Rate { get; init; }
    public required IReadOnlyList<ColumnUse> Columns { get; init; }
    public required IReadOnlyList<LeakageFinding> Leakage { get; init; }
    public required IReadOnlyList<ClassifierResult> Models { get; init; }

    /// <summary>The model that should be used.</summary>
    public required string Champion { get; init; }

    /// <summary>usable or no_usable_signal.</summary>
    public required string Verdict { get; init; }
    public required IReadOnlyList<RowReason> Examples { get; init; }
    public required IReadOnlyList<Text> Notes { get; init; }
    public required IReadOnlyDictionary<string, double> Seconds { get; init; }
}
