namespace Dangol.Platform;

/// <summary>What a colour means; it never stands without a word.</summary>
public enum Tone { Plain, Calm, Good, Warn, Bad }
