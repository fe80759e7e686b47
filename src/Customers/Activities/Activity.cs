using System.Linq.Expressions;

namespace Dangol.Customers;

/// <summary>Something that people write down about a record of any type.</summary>
internal abstract class Activity : Record, IGiven
{
    /// <summary>The declared type of what it is about.</summary>
    public string? RegardingType { get; protected set; }

    /// <summary>The key of what it is about.</summary>
    public Guid? RegardingId { get; protected set; }

    /// <summary>The customer whom it concerns in any case.</summary>
    public Guid? CustomerId { get; protected set; }

    /// <inheritdoc/>
    public Guid? GivenBy { get; set; }

    /// <summary>What another system calls it.</summary>
    public string? ExternalKey { get; protected set; }

    /// <inheritdoc/>
    public bool IsGivenLike(IGiven before) => before is Activity was && (was.OwnerId, was.RegardingType, was.RegardingId) == (OwnerId, RegardingType, RegardingId);

    /// <summary>Who is in charge and what it is about, as another system says.</summary>
    protected void Is(IncomingActivity said) =>
        (ExternalKey, OwnerId, RegardingType, RegardingId, CustomerId) = (said.Key, said.OwnerId, said.About?.Type, said.About?.Id, said.CustomerId);
}

/// <summary>The part of the declaration that all activities share.</summary>
internal abstract class ActivityType<T>(string name, string table, Text label) : RecordType<T>(name, table, label) where T : Activity
{
    protected void About()
    {
        Field(a => a.RegardingType, new("관련 유형", "Regarding (type)")).AtMost(64);
        Field(a => a.RegardingId, new("관련 기록", "Regarding")).RefersBy("regarding_type");
        Field(a => a.CustomerId, new("고객", "Customer")).Refers("customer");
        Field(a => a.ExternalKey, new("외부 식별자", "External key")).AtMost(200).Unique(Table + "_external_key").Says(new("다른 시스템에서 이 기록을 부르는 이름이에요. 그 이름으로 다시 보내면 고쳐져요.", "What another system calls this record: sent again under that name, it is changed."));
        Rule(a =>
        {
            if (a.RegardingType is null != a.RegardingId is null) throw new Refused("regarding_half", "regarding_id", new("관련 유형과 관련 기록은 함께 정해 주세요.", "Say both the type and the record that it is about."));
        });
    }

    protected Field Subject(Expression<Func<T, string>> subject, Expression<Func<T, string?>> folded, Text label)
    {
        var field = Field(subject, label).Required().AtMost(300).Personal().Searchable();
        var text = Expression.Lambda<Func<T, string?>>(subject.Body, subject.Parameters);
        Folded(text, folded);
        Title(text);
        return field;
    }
}
