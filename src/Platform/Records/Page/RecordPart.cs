using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Dangol.Platform;

/// <summary>Where on the page of a record a part of its module stands.</summary>
public enum RecordPlace
{
    /// <summary>Below the head: the figures that count.</summary>
    Head,

    /// <summary>Below the fields.</summary>
    Fields,

    /// <summary>Above the timeline.</summary>
    Middle,
}

/// <summary>
/// What a module shows on the page of a record beside what the engine makes of its declaration: the lines of an order, the figures of a customer. The component
/// takes one parameter, <c>Sheet</c> (<see cref="RecordSheet"/>), and reads what it shows with a fixed number of queries.
/// </summary>
public sealed record RecordPart(string Type, RecordPlace Place, Type Component);

/// <summary>Registers parts of record pages.</summary>
public static class RecordParts
{
    /// <summary>Adds a part to the pages of a type's records.</summary>
    public static IServiceCollection AddRecordPart<TComponent>(this IServiceCollection services, string type, RecordPlace place) where TComponent : IComponent =>
        services.AddSingleton(new RecordPart(type, place, typeof(TComponent)));
}
