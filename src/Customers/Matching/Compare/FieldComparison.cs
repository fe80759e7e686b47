namespace Dangol.Customers;

/// <summary>
/// How alike two values of one field are, as a level from 1 (they differ) to the highest (they are equal); 0 is kept for fields of which one says nothing. Levels,
/// not similarities, since what a level is worth is learnt from the data.
/// </summary>
internal abstract class FieldComparison(FieldColumn column, params LevelName[] levels)
{
    public const byte Missing = 0, Differ = 1;

    public FieldColumn Column { get; } = column;

    /// <summary>The levels with their names, from 0 on.</summary>
    public IReadOnlyList<LevelName> Levels { get; } = [LevelName.Missing, LevelName.Differ, .. levels];

    public byte Exact => (byte)(Levels.Count - 1);

    /// <summary>The level of two different values, neither missing.</summary>
    public abstract byte Of(int a, int b);

    /// <summary>What to compare a column by.</summary>
    public static FieldComparison For(FieldColumn column) => column.Kind switch
    {
        MatchField.Given or MatchField.Surname or MatchField.Company => new NameComparison(column),
        MatchField.FullName => new FullNameComparison(column),
        MatchField.BirthDate => new DayComparison(column),
        MatchField.Email => new EmailComparison(column),
        MatchField.Phone or MatchField.Identifier or MatchField.BusinessNumber => new NumberComparison(column),
        MatchField.Postcode => new PostcodeComparison(column),
        MatchField.Category => new CategoryComparison(column),
        _ => new WordsComparison(column),
    };
}

/// <summary>A level of agreement: its name, and the shares of it that are expected among the pairs of one customer before data are seen.</summary>
/// <param name="Name">snake_case, the same for every field.</param>
/// <param name="Text">What people read.</param>
/// <param name="Expected">Weight of the level in the prior for m; they need not add up to 1.</param>
internal sealed record LevelName(string Name, Text Text, double Expected)
{
    public static readonly LevelName Missing = new("missing", new("값 없음", "missing"), 0), Differ = new("differ", new("다름", "differ"), 0.07),
        Far = new("similar", new("조금 비슷함", "somewhat similar"), 0.02), Near = new("near", new("비슷함", "similar"), 0.03), Close = new("close", new("오타 수준", "a typing slip apart"), 0.06),
        Sound = new("sounds_alike", new("소리가 같음", "sound alike"), 0.02), Crossed = new("crossed", new("성과 이름이 바뀜", "given name and surname exchanged"), 0.01), Exact = new("exact", new("같음", "equal"), 0.8);
}
