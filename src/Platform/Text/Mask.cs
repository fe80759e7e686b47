namespace Dangol.Platform;

/// <summary>How personal data looks to those who may know that it is there, but not what it is (reference: the PIPC guide's forms).</summary>
public static class Mask
{
    /// <summary>+821012345678 → 010-****-5678; other numbers keep their last four digits.</summary>
    public static string? Phone(string? phone)
    {
        if (string.IsNullOrEmpty(phone)) return phone;
        if (phone.StartsWith("+8210", StringComparison.Ordinal) && phone.Length == 13) return $"010-****-{phone[^4..]}";
        return phone.Length <= 4 ? "****" : string.Concat(new string('*', phone.Length - 4), phone.AsSpan(phone.Length - 4));
    }

    /// <summary>abcdef@x.com → ab***@x.com.</summary>
    public static string? Email(string? email)
    {
        if (string.IsNullOrEmpty(email)) return email;
        var at = email.IndexOf('@', StringComparison.Ordinal);
        return at < 0 ? "***" : string.Concat(email.AsSpan(0, Math.Min(2, Math.Max(at - 1, 0))), "***", email.AsSpan(at));
    }

    /// <summary>홍길동 → 홍*동, 김철 → 김*, Jane Doe → J*** D**.</summary>
    public static string? Name(string? name)
    {
        if (string.IsNullOrEmpty(name)) return name;
        if (name.Contains(' ', StringComparison.Ordinal))
            return string.Join(' ', name.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(part => part[0] + new string('*', part.Length - 1)));
        return name.Length switch
        {
            1 => "*",
            2 => name[0] + "*",
            _ => name[0] + new string('*', name.Length - 2) + name[^1],
        };
    }
}
