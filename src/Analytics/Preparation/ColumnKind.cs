namespace Dangol.Analytics;

/// <summary>What a column turned out to be, and so whether a model may learn from it.</summary>
public enum ColumnKind { Number, Category, Date, Identifier, FreeText, Constant, Empty }
