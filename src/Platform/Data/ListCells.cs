using Npgsql;
using NpgsqlTypes;

namespace Dangol.Platform;

/// <summary>Gathers rows as one list for each column: what PostgreSQL takes as the parameters of an <c>unnest</c>.</summary>
internal sealed class ListCells(IReadOnlyList<Type> types, int rows) : Cells
{
    private readonly List[] _lists = [.. types.Select(type => List.Of(type, rows))];
    private int _at;

    /// <summary>The next row begins.</summary>
    public void Begin() => _at = 0;

    /// <summary>The lists, in the order of the columns.</summary>
    public IEnumerable<NpgsqlParameter> Parameters() => _lists.Select(list => list.Parameter());

    public override void PutNull() => _lists[_at++].AddNull();
    public override void Put(Guid value) => Add<Guid?>(value);
    public override void Put(string value) => Add(value);
    public override void Put(long value) => Add<long?>(value);
    public override void Put(int value) => Add<int?>(value);
    public override void Put(short value) => Add<short?>(value);
    public override void Put(bool value) => Add<bool?>(value);
    public override void Put(double value) => Add<double?>(value);
    public override void Put(DateTime value) => Add<DateTime?>(DateTime.SpecifyKind(value, DateTimeKind.Utc));
    public override void Put(DateOnly value) => Add<DateOnly?>(value);
    public override void Put(byte[] value) => Add(value);

    private void Add<T>(T value) => ((List<T>)_lists[_at++]).Values.Add(value);

    private abstract class List
    {
        public abstract void AddNull();

        public abstract NpgsqlParameter Parameter();

        public static List Of(Type type, int rows)
        {
            var bare = Nullable.GetUnderlyingType(type) ?? type;
            return bare == typeof(string) || bare.IsEnum ? new List<string?>(NpgsqlDbType.Text, rows)
                : bare == typeof(Guid) ? new List<Guid?>(NpgsqlDbType.Uuid, rows)
                : bare == typeof(long) ? new List<long?>(NpgsqlDbType.Bigint, rows)
                : bare == typeof(int) ? new List<int?>(NpgsqlDbType.Integer, rows)
                : bare == typeof(short) ? new List<short?>(NpgsqlDbType.Smallint, rows)
                : bare == typeof(bool) ? new List<bool?>(NpgsqlDbType.Boolean, rows)
                : bare == typeof(double) ? new List<double?>(NpgsqlDbType.Double, rows)
                : bare == typeof(DateTime) ? new List<DateTime?>(NpgsqlDbType.TimestampTz, rows)
                : bare == typeof(DateOnly) ? new List<DateOnly?>(NpgsqlDbType.Date, rows)
                : bare == typeof(byte[]) ? new List<byte[]?>(NpgsqlDbType.Bytea, rows)
                : throw new NotSupportedException($"{bare.Name} has no column type");
        }
    }

    private sealed class List<T>(NpgsqlDbType type, int rows) : List
    {
        public System.Collections.Generic.List<T?> Values { get; } = new(rows);

        public override void AddNull() => Values.Add(default);

        public override NpgsqlParameter Parameter() => new NpgsqlParameter<System.Collections.Generic.List<T?>> { TypedValue = Values, NpgsqlDbType = NpgsqlDbType.Array | type };
    }
}
