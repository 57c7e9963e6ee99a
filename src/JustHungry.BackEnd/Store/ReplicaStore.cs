using JustHungry.Ordering.Refusals;
using JustHungry.Replication.Log;
using JustHungry.Replication.Replicas;
using JustHungry.Replication.Sqlite;
using JustHungry.Replication.Views;

namespace JustHungry.BackEnd.Store;

/// <summary>
/// A replica's store: one SQLite database. One connection decides and applies, called from the replica's loop; reads go
/// through <see cref="Readers"/>, from any thread.
/// </summary>
public sealed partial class ReplicaStore : IStateMachine, IDisposable
{
    /// <summary>
    /// Commands whose record could not be applied, kept so that they fail alone; more than these would be a broken
    /// program.
    /// </summary>
    private const int MaxFailed = 1_000;

    /// <summary>An order's document takes 1.3 KB, and a pack of them 6: pages of 4 KiB, SQLite's own, are a fifth empty. Each is written twice.</summary>
    private const int PageBytes = 8_192;

    private readonly StoreOptions _options;
    private readonly StoreMemory _memory = new();
    private readonly Database _database;
    private readonly Tables _tables;
    private readonly DiskWork _disk;
    private readonly Decider _decider;
    private readonly RecordApplier _applier;
    private readonly OrderIndexing[] _indexing;
    private readonly HashSet<string> _failed = [];
    private readonly List<(DateTimeOffset At, int Orders)> _placed = [];
    private bool _awaitsFirst;

    /// <summary>What the open transaction's entries have brought so far.</summary>
    private (int Placed, int Applied) _noted;

    private ReplicaStore(Database database, StoreOptions options)
    {
        _options = options;
        _database = database;
        _tables = new Tables(database, _memory, isOnlyWriter: true);
        _disk = new DiskWork(database, options);
        _decider = new Decider(_tables, options.TokenSecret);
        _applier = new RecordApplier(_tables, _memory.CustomerOrders, _memory.KitchenOrders);
        _indexing =
        [
            new OrderIndexing(_tables.CustomerOrders, _memory.CustomerOrders, options.IndexOrdersEvery),
            new OrderIndexing(_tables.KitchenOrders, _memory.KitchenOrders, options.IndexOrdersEvery),
        ];
        Applied = _tables.Applied.Read();
        Kitchens.Begin(Applied.Head.Position);
        _awaitsFirst = true;
        Readers = new ReadPool(options, _memory);
    }

    /// <inheritdoc/>
    public AppliedState Applied { get; private set; }

    /// <inheritdoc/>
    public bool InTransaction => _database.InTransaction;

    /// <summary>Tells when orders change.</summary>
    public OrderWatch Watch { get; } = new();

    /// <summary>Tells which kitchens have something new.</summary>
    public KitchenFeed Kitchens { get; } = new();

    /// <summary>How many orders were placed in each of the latest seconds.</summary>
    public OrderRates Rates { get; } = new();

    /// <summary>Connections for reads.</summary>
    public ReadPool Readers { get; }

    /// <summary>What tokens are derived from.</summary>
    internal ReadOnlyMemory<byte> TokenSecret => _options.TokenSecret;

    /// <summary>Opens a store, or makes an empty one.</summary>
    /// <exception cref="StoreException">It cannot be opened, or another version of the program made it.</exception>
    public static ReplicaStore Open(StoreOptions options)
    {
        var database = Database.Open(options.Path, new DatabaseOptions
        {
            Synchronous = options.Synchronous,
            CacheKibibytes = options.CacheKibibytes,
            CheckpointPages = 0,
            PageBytes = PageBytes,
        });
        try
        {
            Schema.Prepare(database);
            var store = new ReplicaStore(database, options);
            database.Begin();
            store._tables.Catalogue.AddMissing();
            database.Commit();
            return store;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Reads the catalogue into memory, so that nobody's search waits for it. May be called from any thread.
    /// </summary>
    public void WarmSearch() => Readers.Use(reader =>
    {
        reader.Begin();
        reader.Tables.Catalogue.All();
    });

    /// <summary>Forgets the words that were looked for lately: for measuring.</summary>
    internal void ForgetWords() => _memory.Search.Words.Forget();

    /// <inheritdoc/>
    public void Begin()
    {
        _database.Begin();
        _tables.ArePacked = Applied.View?.Level >= StoreFeatures.PackedOrders;
    }

    /// <inheritdoc/>
    /// <remarks>
    /// A savepoint for each command would cost more than the command. Deciding changes nothing, so an exception there
    /// needs none. Should a record that was decided not be applicable, which is a bug, the batch is abandoned once;
    /// decided again, this command fails alone.
    /// </remarks>
    public Decision Decide(Submission submission, DecisionContext context)
    {
        var command = (CommandSubmission)submission;
        if (_failed.Count > 0 && _failed.Contains(NameOf(command)))
        {
            return Failure();
        }

        Decision decision;
        try
        {
            decision = _decider.Decide(command, context);
        }
        catch (Exception exception) when (IsBug(exception))
        {
            return Failure();
        }

        if (!decision.Record.IsEmpty)
        {
            ApplyDecided(command, decision.Record.Span);
        }

        return decision;
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> EndEntry(DateTimeOffset time)
    {
        NoteEntry(Applied.View?.Number, time);
        return _tables.Packs.TakeAttachment();
    }

    /// <inheritdoc/>
    public void Commit(AppliedState applied)
    {
        NoteView(applied.View, applied.Head.Position, applied.Time, Applied.Time);
        Finish(applied);
    }

    private void Finish(AppliedState applied)
    {
        foreach (var each in _indexing)
        {
            each.Fill(_applier.JustPlaced);
        }

        _tables.Write();
        _tables.Applied.Write(applied, Applied.Head.Position);
        _database.Commit();
        Applied = applied;
        foreach (var each in _indexing)
        {
            each.Committed(_applier.JustPlaced, _tables.Numbers.LastOrder);
        }

        Watch.Publish(_applier.ChangedOrders);
        Kitchens.Publish(applied.Head.Position, _applier.Touched);
        foreach (var (at, orders) in _placed)
        {
            Rates.Add(at, orders);
        }

        Forget();
        _disk.AfterCommit();
    }

    /// <inheritdoc/>
    public void Rollback()
    {
        _database.Rollback();
        _tables.Forget();
        foreach (var each in _indexing)
        {
            each.RolledBack();
        }

        _awaitsFirst = true;
        Forget();
    }

    /// <inheritdoc/>
    public void Apply(IReadOnlyList<LogEntry> run, AppliedState applied)
    {
        if (InTransaction)
        {
            throw new InvalidOperationException("Entries are applied in a transaction of their own.");
        }

        var (position, view, before) = (Applied.Head.Position, Applied.View?.Number, Applied.Time);
        try
        {
            Begin();
            foreach (var entry in run)
            {
                position++;
                if (entry.Position != position)
                {
                    throw new EntryNotApplicableException(
                        $"Entry {entry.Position} came where {position} was to be applied.");
                }

                _tables.Packs.Put(entry.Attachment.Span);
                foreach (var record in entry.Commands)
                {
                    _applier.Apply(record.Span);
                }

                NoteView(entry.NewView, position, entry.Time, before);
                view = entry.NewView?.Number ?? view;
                NoteEntry(view, entry.Time);
                before = entry.Time;
            }

            Finish(applied);
        }
        catch (Exception exception)
        {
            Rollback();
            if (exception is EntryNotApplicableException || !IsBug(exception))
            {
                throw;
            }

            throw new EntryNotApplicableException(
                $"Entry {position} cannot be applied: {exception.Message}", exception);
        }
    }

    /// <inheritdoc/>
    /// <remarks>Does not wait for the disk: what is committed now is told to be durable some calls later.</remarks>
    public long MakeDurable() => _disk.MakeDurable(Applied.Head.Position);

    /// <inheritdoc/>
    public Func<string> BeginContentHash()
    {
        var reader = ReadConnection.Open(_options, _memory);
        reader.Begin();
        return () =>
        {
            using (reader)
            {
                return reader.ContentHash();
            }
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _disk.Dispose();
        Readers.Dispose();
        _database.Rollback();
        _database.Dispose();
        _file?.Dispose();
    }

    private void Forget()
    {
        _noted = default;
        _applier.ClearChangedOrders();
        _placed.Clear();
    }

    /// <summary>Keeps how a view began; one that is known is left as it is.</summary>
    private void NoteView(View? view, long position, DateTimeOffset at, DateTimeOffset before)
    {
        if (view is not null && view.Number != Applied.View?.Number)
        {
            _tables.Views.Begin(
                view,
                position,
                at.ToUnixTimeMilliseconds(),
                before <= DateTimeOffset.UnixEpoch ? null : before.ToUnixTimeMilliseconds());
            _awaitsFirst = true;
        }
    }

    /// <summary>Keeps what an entry brought: the view's first commands, how many orders.</summary>
    /// <param name="view">In which it was written.</param>
    /// <param name="at">When.</param>
    private void NoteEntry(long? view, DateTimeOffset at)
    {
        if (_awaitsFirst && view is { } number && _applier.JustApplied > _noted.Applied)
        {
            _tables.Views.Answered(number, at.ToUnixTimeMilliseconds());
            _awaitsFirst = false;
        }

        if (_applier.JustPlaced > _noted.Placed)
        {
            _placed.Add((at, _applier.JustPlaced - _noted.Placed));
        }

        _noted = (_applier.JustPlaced, _applier.JustApplied);
    }

    private void ApplyDecided(CommandSubmission command, ReadOnlySpan<byte> record)
    {
        try
        {
            _applier.Apply(record);
        }
        catch (Exception exception) when (IsBug(exception) && _failed.Count < MaxFailed)
        {
            _failed.Add(NameOf(command));
            throw new StoreException(
                $"What was decided on command {command.Id} cannot be applied: {exception.Message}", exception);
        }
    }

    private static string NameOf(CommandSubmission command) =>
        $"{command.Id}\n{command.Command.GetType().Name}\n{Convert.ToHexString(command.Caller.Span)}";

    private static Decision Failure() => new(
        ReadOnlyMemory<byte>.Empty,
        new Answer(
            Reason.InternalError.Status(),
            Problem.ToBytes(new Refusal(
                Reason.InternalError, "This could not be decided because of a fault of ours; nothing was changed."))))
    {
        Failed = true,
    };

    /// <summary>
    /// A broken rule of the schema is a bug like any exception; any other failure of the store is the store's.
    /// </summary>
    private static bool IsBug(Exception exception) =>
        exception is not StoreException
            || exception.InnerException is SqliteException { Code: SqliteCodes.Constraint or SqliteCodes.Mismatch };
}
