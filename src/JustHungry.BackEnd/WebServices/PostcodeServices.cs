using System.Collections.Concurrent;
using System.Text.Json;
using JustHungry.Ordering.Customers;
using Microsoft.Extensions.Logging;

namespace JustHungry.BackEnd.WebServices;

/// <summary>
/// Looks postcodes up: postcodes.io, then getthedata, then the bundled table of outward codes, then "nobody knows". There is
/// always an answer, after little more than two time-outs at the latest. The replicated cache stands in front of this and is
/// the caller's; never call this inside a decision. Safe for any thread.
/// </summary>
public sealed class PostcodeServices : IDisposable
{
    private readonly PostcodeServicesOptions _options;
    private readonly WebService _postcodesIo;
    private readonly WebService _getTheData;
    private readonly RecentAnswers _recent;
    private readonly ConcurrentDictionary<Postcode, Lazy<Task<PostcodeAnswer>>> _underWay = [];
    private readonly CancellationTokenSource _disposed = new();

    public PostcodeServices(PostcodeServicesOptions options, TimeProvider time, ILogger<PostcodeServices> logger)
    {
        _options = options;
        _postcodesIo = new WebService(PostcodeSource.PostcodesIo, options.PostcodesIo, options, time, logger);
        _getTheData = new WebService(PostcodeSource.GetTheData, options.GetTheData, options, time, logger);
        _recent = new RecentAnswers(options.CacheSize, time);
    }

    /// <summary>Looks one postcode up. Callers who ask for the same one at the same time share one look-up.</summary>
    /// <exception cref="OperationCanceledException">This caller gave up; the look-up goes on for the others.</exception>
    public Task<PostcodeAnswer> Find(Postcode postcode, CancellationToken cancellation)
    {
        if (!_options.Enabled)
        {
            return Task.FromResult<PostcodeAnswer>(new PostcodeAnswer.Found(FromTable(postcode, confirmedBy: null)));
        }
        if (_recent.TryFind(postcode, out var known))
        {
            return Task.FromResult(known);
        }
        var shared = _underWay.GetOrAdd(postcode, p => new Lazy<Task<PostcodeAnswer>>(() => LookUpAndKeep(p)));
        return shared.Value.WaitAsync(cancellation);
    }

    public void Dispose()
    {
        _disposed.Cancel();
        _postcodesIo.Dispose();
        _getTheData.Dispose();
        _disposed.Dispose();
    }

    private async Task<PostcodeAnswer> LookUpAndKeep(Postcode postcode)
    {
        try
        {
            // Bound to no caller: the one who asked first may give up while others wait.
            var (answer, fromService) = await LookUp(postcode, _disposed.Token);
            if (fromService)
            {
                _recent.Keep(postcode, answer, answer is PostcodeAnswer.Found ? _options.KeepFound : _options.KeepNotFound);
            }
            return answer;
        }
        finally
        {
            _underWay.TryRemove(postcode, out _);
        }
    }

    private async Task<(PostcodeAnswer Answer, bool FromService)> LookUp(Postcode postcode, CancellationToken cancellation)
    {
        string? confirmedBy = null;
        foreach (var (service, path, read) in Chain(postcode))
        {
            switch (await service.Ask(path, (status, body) => read(postcode, status, body), cancellation))
            {
                case ServiceAnswer.Exists { Place: { } place }:
                    return (Found(postcode, place, service.Name), true);
                case ServiceAnswer.Exists:
                    // It exists but lies nowhere: the next may know where, and can no longer say that it does not exist.
                    confirmedBy ??= service.Name;
                    break;
                case ServiceAnswer.Unknown unknown when confirmedBy is null:
                    return (new PostcodeAnswer.NotFound(postcode, service.Name, unknown.Terminated), true);
            }
        }
        return (new PostcodeAnswer.Found(FromTable(postcode, confirmedBy)), confirmedBy is not null);
    }

    private IEnumerable<(WebService, string Path, Func<Postcode, int, JsonElement, ServiceAnswer> Read)> Chain(Postcode postcode)
    {
        yield return (_postcodesIo, PostcodesIo.Path(postcode), PostcodesIo.Read);
        if (GetTheData.Covers(postcode))
        {
            yield return (_getTheData, GetTheData.Path(postcode), GetTheData.Read);
        }
    }

    private static PostcodeAnswer.Found Found(Postcode postcode, Coordinates place, string source) =>
        new(new PostcodeFinding(postcode, place.Latitude, place.Longitude, source, Approximate: false));

    private static PostcodeFinding FromTable(Postcode postcode, string? confirmedBy) => Outcodes.Find(postcode) is { } place
        ? new PostcodeFinding(postcode, place.Latitude, place.Longitude, PostcodeSource.Outcodes, Approximate: true)
        : new PostcodeFinding(postcode, null, null, confirmedBy ?? PostcodeSource.None, Approximate: false);
}
