namespace Dangol.Customers;

/// <summary>What a row says in a column; empty where it says nothing.</summary>
public delegate ReadOnlySpan<char> CellText(int row);

/// <summary>A column of a file or table to be matched.</summary>
/// <param name="Name">Its heading.</param>
/// <param name="Text">Its cells, by row from 0.</param>
/// <param name="Field">What it says; null: recognised from its heading and its contents.</param>
public sealed record MatchColumn(string Name, CellText Text, MatchField? Field = null);
