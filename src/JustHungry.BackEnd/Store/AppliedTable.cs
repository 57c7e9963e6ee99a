using System.Text.Json;
using System.Text.Json.Serialization;
using JustHungry.Replication.Log;
using JustHungry.Replication.Replicas;
using JustHungry.Replication.Sqlite;
using JustHungry.Replication.Views;

namespace JustHungry.BackEnd.Store;

/// <summary>Where a store stands.</summary>
internal sealed class AppliedTable(Database database)
{
    private Statement Select => field ??= database.Prepare("SELECT lineage, position, hash, view, time FROM applied");

    private Statement SelectPosition => field ??= database.Prepare("SELECT lineage, position FROM applied");

    private Statement Update => field ??= database.Prepare("""
        UPDATE applied SET lineage = ?1, position = ?2, hash = ?3, view = ?4, time = ?5
        WHERE position = ?6 AND lineage IN ('', ?1)
        """);

    private Statement Overwrite => field ??= database.Prepare(
        "UPDATE applied SET lineage = ?1, position = ?2, hash = ?3, view = ?4, time = ?5");

    /// <summary>Where it stands, in the open transaction if there is one.</summary>
    public AppliedState Read()
    {
        Select.Step();
        var view = Select.IsNull(3) ? null : JsonSerializer.Deserialize(Select.Bytes(3), StoreJson.Default.View);
        var state = new AppliedState(
            new LogHead(Select.Text(0), Select.Long(1), Select.Text(2)),
            view,
            new DateTimeOffset(Select.Long(4), TimeSpan.Zero));
        Select.Reset();
        return state;
    }

    /// <summary>The position as callers carry it: <c>lineage:position</c>.</summary>
    public string ReadPosition()
    {
        SelectPosition.Step();
        var position = $"{SelectPosition.Text(0)}:{SelectPosition.Long(1)}";
        SelectPosition.Reset();
        return position;
    }

    /// <summary>Moves on from <paramref name="before"/>.</summary>
    /// <exception cref="EntryNotApplicableException">The store does not stand there, or is of another
    /// lineage.</exception>
    public void Write(AppliedState applied, long before)
    {
        if (Bind(Update, applied).Bind(6, before).Execute() != 1)
        {
            throw new EntryNotApplicableException(
                $"The store does not stand at position {before} of lineage {applied.Head.Lineage}, "
                + $"so position {applied.Head.Position} cannot follow.");
        }
    }

    /// <summary>Says where it stands whatever stood there before: for a store that is restored.</summary>
    public void Replace(AppliedState applied) => Bind(Overwrite, applied).Execute();

    private static Statement Bind(Statement statement, AppliedState applied)
    {
        var view = applied.View is null
            ? null
            : JsonSerializer.SerializeToUtf8Bytes(applied.View, StoreJson.Default.View);
        statement.Bind(1, applied.Head.Lineage)
            .Bind(2, applied.Head.Position)
            .Bind(3, applied.Head.Hash)
            .Bind(5, applied.Time.UtcTicks);
        return view is null ? statement.BindNull(4) : statement.Bind(4, view.AsSpan());
    }
}

/// <summary>JSON of the few structured values that a store keeps.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(View))]
internal sealed partial class StoreJson : JsonSerializerContext;
