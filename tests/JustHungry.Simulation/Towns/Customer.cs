using System.Security.Cryptography;
using System.Text;

namespace JustHungry.Simulation.Towns;

/// <summary>A customer, with more than one device; what one device learns the others know.</summary>
internal sealed class Customer(string name)
{
    private readonly List<string> _orders = [];

    public string Name => name;

    /// <summary>The token; null until the first device has registered.</summary>
    public string? Token { get; private set; }

    /// <summary>SHA-256 of the token, as it goes to the back end.</summary>
    public string Caller { get; private set; } = "";

    /// <summary>Orders that a device was told of, in that order.</summary>
    public IReadOnlyList<string> Orders => _orders;

    public void Registered(string token)
    {
        Token = token;
        Caller = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(token)));
    }

    public void Know(string order)
    {
        if (!_orders.Contains(order))
        {
            _orders.Add(order);
        }
    }

    /// <summary>One of the last orders; null before the first.</summary>
    public string? Pick(Random random) =>
        _orders.Count == 0 ? null : _orders[^random.Next(1, Math.Min(_orders.Count, 4) + 1)];
}
