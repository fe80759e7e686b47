namespace Dangol.Platform;

/// <summary>The languages a person can choose. Korean is written first.</summary>
public enum Language { Korean, English }

/// <summary>Everything that a person reads, in both languages, written beside its use.</summary>
public readonly record struct Text(string Ko, string En)
{
    /// <summary>The wording in one language.</summary>
    public string In(Language language) => language == Language.Korean ? Ko : En;

    /// <summary>A name or code that reads the same in every language.</summary>
    public static Text Same(string both) => new(both, both);

    /// <summary>English, for logs and test output only: screens call <see cref="In"/>.</summary>
    public override string ToString() => En;
}
