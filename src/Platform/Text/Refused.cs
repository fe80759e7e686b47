namespace Dangol.Platform;

/// <summary>
/// A use case said no for a reason that the person can act on. Pages show the message at the field, the API answers with a problem that names
/// <see cref="Rule"/> (a stable code such as <c>lost_reason_missing</c>) and <see cref="Field"/>.
/// </summary>
public sealed class Refused(string rule, string? field, Text message, int status = 422) : Exception(message.En)
{
    /// <summary>Stable code, snake_case, the same in every language and version.</summary>
    public string Rule { get; } = rule;

    /// <summary>The field that is wrong, or null where the whole is.</summary>
    public string? Field { get; } = field;

    /// <summary>What happened and what to do next.</summary>
    public Text Text { get; } = message;

    /// <summary>The HTTP status: 403 not allowed, 404 not found, 409 conflict, 422 bad input, 428 version missing.</summary>
    public int Status { get; } = status;

    /// <summary>After how long it may be tried again; said as Retry-After.</summary>
    public TimeSpan? After { get; init; }

    /// <summary>A field has no value and must have one (<c>required</c>).</summary>
    public static Refused Missing(string field, Text label) => new("required", field, new($"{Particle.With(label.Ko, "을/를")} 입력해 주세요.", $"{label.En} is required."));
}
