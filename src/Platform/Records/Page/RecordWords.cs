namespace Dangol.Platform;

/// <summary>How values of records read on their pages, whatever the type.</summary>
internal static class RecordWords
{
    /// <summary>The class of a choice's tag.</summary>
    public static string? Tone(Choice? choice) => choice?.Tone switch { "ok" => "tag-good", "warn" => "tag-warn", "bad" => "tag-bad", "info" => "tag-calm", _ => null };

    /// <summary>A personal value as it looks before it is opened.</summary>
    public static string Masked(RecordCell cell) => (cell.Column.Type, cell.Value) switch
    {
        (EmailType, string email) => Mask.Email(email)!,
        (PhoneType, string phone) => Mask.Phone(phone)!,
        _ => "•••",
    };

    /// <summary>The page of a record that is referred to, or null where its type has none.</summary>
    public static string? PageOf(string type, Guid id, Declarations declared) =>
        declared.Has(type) && declared.Named(type).Pages is { } pages ? $"/{pages.Path}/{id}" : null;
}
