namespace Dangol.Platform;

/// <summary>How far a right reaches over the records of a type. Each level has those before it in it.</summary>
public enum ReachLevel : byte
{
    /// <summary>No record.</summary>
    None,

    /// <summary>Those that one is responsible for.</summary>
    Own,

    /// <summary>Own ones, and those of one's teams and the teams under them.</summary>
    Team,

    /// <summary>Those of one's teams, and those that somebody below oneself is responsible for, however far down.</summary>
    Subtree,

    /// <summary>Every record.</summary>
    All,
}

/// <summary>What somebody may do with a field of the records that they reach.</summary>
public enum FieldLevel : byte
{
    /// <summary>It is not there: not shown, asked for, sorted by, exported, found or kept in history.</summary>
    Hidden,

    /// <summary>Its values are masked, one's own customers' too.</summary>
    Masked,

    /// <summary>Seen and set; a personal value is masked unless the record is close to oneself (<see cref="Disclosure"/>).</summary>
    Usual,

    /// <summary>Its values are seen, personal ones too, and can't be set.</summary>
    Read,

    /// <summary>Its values are seen, personal ones too, and can be set.</summary>
    Write,
}

/// <summary>The levels in words and as they stand in a role.</summary>
public static class Levels
{
    /// <summary>In the order in which a matrix offers them.</summary>
    public static IReadOnlyList<ReachLevel> Reaches { get; } = [ReachLevel.None, ReachLevel.Own, ReachLevel.Team, ReachLevel.Subtree, ReachLevel.All];

    /// <summary>In the order in which a matrix offers them.</summary>
    public static IReadOnlyList<FieldLevel> Fields { get; } = [FieldLevel.Hidden, FieldLevel.Masked, FieldLevel.Usual, FieldLevel.Read, FieldLevel.Write];

    /// <summary>What people read.</summary>
    public static Text Label(this ReachLevel level) => level switch
    {
        ReachLevel.None => new("없음", "None"),
        ReachLevel.Own => new("내 것", "Own"),
        ReachLevel.Team => new("내 팀", "Team"),
        ReachLevel.Subtree => new("내 조직", "Subtree"),
        _ => new("전체", "All"),
    };

    /// <summary>What people read.</summary>
    public static Text Label(this FieldLevel level) => level switch
    {
        FieldLevel.Hidden => new("숨김", "Hidden"),
        FieldLevel.Masked => new("마스킹", "Masked"),
        FieldLevel.Usual => new("기본", "Usual"),
        FieldLevel.Read => new("읽기", "Read"),
        _ => new("쓰기", "Write"),
    };

    /// <summary>As it stands in a role: <c>own</c>.</summary>
    public static string Name(this ReachLevel level) => Names.Snake(level.ToString());

    /// <summary>As it stands in a role: <c>masked</c>.</summary>
    public static string Name(this FieldLevel level) => Names.Snake(level.ToString());
}
