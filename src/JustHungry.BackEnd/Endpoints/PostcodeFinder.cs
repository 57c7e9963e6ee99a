using JustHungry.BackEnd.Store;
using JustHungry.BackEnd.WebServices;
using JustHungry.Ordering.Customers;

namespace JustHungry.BackEnd.Endpoints;

/// <summary>
/// Finds out where postcodes lie: from the replicated cache where it knows exactly, else from the web services. Never called
/// inside a decision. Safe for any thread.
/// </summary>
/// <param name="store">Has the replicated cache.</param>
/// <param name="services">Asked for what it does not know.</param>
/// <param name="keep">Called with what a service told exactly, so that all replicas may come to know it; may do nothing.</param>
public sealed class PostcodeFinder(ReplicaStore store, PostcodeServices services, Action<PostcodePlace> keep)
{
    /// <summary>Looks a postcode up; there is always an answer, after some seconds at most.</summary>
    public async Task<PostcodeLookup> Find(Postcode postcode, CancellationToken cancellation)
    {
        var known = store.Readers.Use(reader => reader.Tables.Postcodes.Find(postcode));
        if (known is { Latitude: not null, Approximate: false })
        {
            return new PostcodeLookup(known, Exists: true);
        }

        if (await services.Find(postcode, cancellation) is not PostcodeAnswer.Found { Finding: { } finding })
        {
            return new PostcodeLookup(null, Exists: false);
        }

        var found = new PostcodePlace(postcode, finding.Latitude, finding.Longitude, finding.Source, finding.Approximate);
        if (found is { Latitude: not null, Approximate: false })
        {
            keep(found);
        }

        return new PostcodeLookup(found.Latitude is null && known is not null ? known : found, Exists: true);
    }
}
