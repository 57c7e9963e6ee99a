using System.Text.Json;
using System.Text.Json.Serialization;
using JustHungry.Ordering.Customers;
using JustHungry.Ordering.Orders;
using JustHungry.Ordering.People;
using JustHungry.Ordering.Restaurants;
using JustHungry.Ordering.Vouchers;

namespace JustHungry.Ordering;

/// <summary>
/// Reads and writes the commands as JSON in camelCase. Reading is strict about types, required members and doubled
/// members, and ignores unknown ones; the rules of ordering are not its matter. Failing is a <see
/// cref="JsonException"/>.
/// </summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.General,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(PlaceOrder))]
[JsonSerializable(typeof(CancelOrder))]
[JsonSerializable(typeof(RegisterCustomer))]
[JsonSerializable(typeof(PutRestaurant))]
[JsonSerializable(typeof(OpenAccount))]
[JsonSerializable(typeof(SignIn))]
[JsonSerializable(typeof(SignOut))]
[JsonSerializable(typeof(ChangePassword))]
[JsonSerializable(typeof(ChangeEmail))]
[JsonSerializable(typeof(ChangePerson))]
[JsonSerializable(typeof(ErasePerson))]
[JsonSerializable(typeof(FindOrder))]
[JsonSerializable(typeof(InviteStaff))]
[JsonSerializable(typeof(WithdrawInvitation))]
[JsonSerializable(typeof(AcceptInvitation))]
[JsonSerializable(typeof(DismissStaff))]
[JsonSerializable(typeof(MakeOperator))]
[JsonSerializable(typeof(PutVoucher))]
[JsonSerializable(typeof(KeepSiteKey))]
[JsonSerializable(typeof(MoveOrder))]
[JsonSerializable(typeof(PauseRestaurant))]
[JsonSerializable(typeof(KeepBusy))]
[JsonSerializable(typeof(SetStock))]
[JsonSerializable(typeof(EditRestaurant))]
[JsonSerializable(typeof(SuperviseTown))]
public sealed partial class CommandJson : JsonSerializerContext;
