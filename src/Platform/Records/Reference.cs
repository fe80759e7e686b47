namespace Dangol.Platform;

/// <summary>A column by which rows of a type lead to a record. It wants an index that begins with it, or with the column beside it.</summary>
/// <param name="Column">The column; null and the zero key lead nowhere.</param>
/// <param name="To">The record's type.</param>
internal sealed record Reference(string Column, string To)
{
    /// <summary>The field that declares it; null for a bare column of facts.</summary>
    public Field? Field { get; init; }

    /// <summary>The record's column that it names: its key, or a code.</summary>
    public string Theirs { get; init; } = "id";

    /// <summary>A column that both have, by which the rows are found; null where they are found by the first.</summary>
    public string? Beside { get; init; }

    /// <summary>The rows are derived from the record, and go with it; else they keep it.</summary>
    public bool IsDerived { get; init; }

    /// <summary>The row is not taken back while others keep the record.</summary>
    public bool StaysAlong { get; init; }

    /// <summary>SQL: the row leads to that record.</summary>
    public string Meets(string row, string record) =>
        $"{(Beside is null ? "" : $"{row}.{Beside} = coalesce({record}.{Beside}, @nobody) and ")}{row}.{Column} = {record}.{Theirs}";
}
