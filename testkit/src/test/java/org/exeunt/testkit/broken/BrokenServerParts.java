package org.exeunt.testkit.broken;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.data.Partition;
import org.exeunt.api.data.Partitioner;
import org.exeunt.api.device.Device;
import org.exeunt.api.device.DeviceModel;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.Aggregator;
import org.exeunt.api.strategy.ClientSampler;
import org.exeunt.api.strategy.ClientSpec;
import org.exeunt.api.strategy.CoordinationPolicy;
import org.exeunt.api.strategy.CoordinationRequest;
import org.exeunt.api.strategy.CoordinationRequirement;
import org.exeunt.testkit.contract.AggregatorContract;
import org.exeunt.testkit.contract.ClientSamplerContract;
import org.exeunt.testkit.contract.CoordinationPolicyContract;
import org.exeunt.testkit.contract.DeviceModelContract;
import org.exeunt.testkit.contract.PartitionerContract;
import org.exeunt.testkit.federation.Coordination;

/** Samplers, devices, partitioners, coordination policies and aggregators. */
final class BrokenServerParts {
    private static final AtomicInteger CALLS = new AtomicInteger();

    private BrokenServerParts() {}

    static List<CheckedPlugin> list() {
        return Stream.of(samplers(), devices(), partitioners(), policies(), aggregators())
                .flatMap(List::stream)
                .toList();
    }

    static class Samplers extends ClientSamplerContract {
        @Override
        protected List<PluginChoice<ClientSampler>> variants() {
            return CheckedPlugin.subject();
        }
    }

    private static List<CheckedPlugin> samplers() {
        return new Kind<ClientSampler>(ClientSampler.class, Samplers.class)
                .keepsAll("drops clients at random", (round, clients, size, random) -> {
                    List<ClientId> left = new ArrayList<>(ids(clients));
                    while (left.size() > size) {
                        left.remove(random.nextInt(left.size()));
                    }
                    return left;
                })
                .breaks("A1", "repeats a client", (round, clients, size, random) -> IntStream.generate(
                                () -> random.nextInt(clients.size()))
                        .limit(size)
                        .sorted()
                        .mapToObj(i -> clients.get(i).id())
                        .toList())
                .breaks(
                        "A2",
                        "counts calls",
                        (round, clients, size, random) -> inTurn(CALLS.incrementAndGet(), clients, size))
                .breaksAnew("A2", "has a count that has no effect before some rounds", () -> new ClientSampler() {
                    private int rounds;

                    @Override
                    public List<ClientId> sample(
                            Round round, List<ClientSpec> clients, int size, RandomGenerator random) {
                        rounds++;
                        return inTurn(rounds > 1_000_000 ? 0 : round.number(), clients, size);
                    }
                })
                .breaks("A3", "chooses the first clients", (round, clients, size, random) -> ids(clients)
                        .subList(0, size))
                .breaksWithOption(
                        "A4",
                        "ignores the option of a sampler",
                        options -> (round, clients, size, random) -> inTurn(round.number(), clients, size))
                .breaks("A5", "requires devices to sample", (round, clients, size, random) -> {
                    int start = clients.get(0).device().orElseThrow().tier().length();
                    return inTurn(start + round.number(), clients, size);
                })
                .list();
    }

    private static List<ClientId> ids(List<ClientSpec> clients) {
        return clients.stream().map(ClientSpec::id).toList();
    }

    private static List<ClientId> inTurn(int start, List<ClientSpec> clients, int size) {
        return IntStream.range(start, start + size)
                .mapToObj(i -> clients.get(i % clients.size()).id())
                .sorted()
                .toList();
    }

    static class Devices extends DeviceModelContract {
        @Override
        protected List<PluginChoice<DeviceModel>> variants() {
            return CheckedPlugin.subject();
        }
    }

    private static List<CheckedPlugin> devices() {
        return new Kind<DeviceModel>(DeviceModel.class, Devices.class)
                .keepsAll("has equal devices", (clients, streams) -> devices(clients.size(), 1))
                .breaks(
                        "K1",
                        "forgets the last of many devices",
                        (clients, streams) -> devices(Math.min(clients.size(), 29), 1))
                .breaks(
                        "K2",
                        "changes devices with each call",
                        (clients, streams) -> devices(clients.size(), CALLS.incrementAndGet()))
                .breaks("K3", "draws devices in the order of access", (clients, streams) -> new AbstractList<>() {
                    private int accesses;

                    @Override
                    public Device get(int client) {
                        return device(1 + accesses++ % clients.size());
                    }

                    @Override
                    public int size() {
                        return clients.size();
                    }
                })
                .breaksWithOption(
                        "K4",
                        "ignores the option of devices",
                        options -> (clients, streams) -> devices(clients.size(), 1))
                .list();
    }

    private static List<Device> devices(int number, double speed) {
        return Collections.nCopies(number, device(speed));
    }

    private static Device device(double speed) {
        return new Device("tier", speed, 1, 1, 1);
    }

    static class Partitioners extends PartitionerContract {
        @Override
        protected List<PluginChoice<Partitioner>> variants() {
            return CheckedPlugin.subject();
        }
    }

    private static List<CheckedPlugin> partitioners() {
        return new Kind<Partitioner>(Partitioner.class, Partitioners.class)
                .keepsAll(
                        "assigns consecutive examples",
                        (dataset, random) -> partition(dataset.all().size(), 2 + random.nextInt(9)))
                .breaks(
                        "D1",
                        "assigns an example twice",
                        (dataset, random) ->
                                Partition.of(List.of(Partition.ClientShare.of(new int[] {1, 2}, new int[] {2, 3}))))
                .breaks(
                        "D2",
                        "leaves a client empty",
                        (dataset, random) -> Partition.of(List.of(
                                Partition.ClientShare.of(new int[] {1}, new int[0]),
                                Partition.ClientShare.of(new int[0], new int[0]))))
                .breaks(
                        "D3",
                        "partitions at random of its own",
                        (dataset, random) -> partition(dataset.all().size(), 2 + CALLS.incrementAndGet() % 7))
                .breaksWithOption(
                        "D4",
                        "ignores the option of a partitioner",
                        options -> (dataset, random) -> partition(dataset.all().size(), 5))
                .breaksWithOption(
                        "",
                        "reads the option of a partitioner",
                        options ->
                                (dataset, random) -> partition(dataset.all().size(), 1 + (int) (4 * options.factor())))
                .list();
    }

    private static Partition partition(int examples, int clients) {
        int each = examples / clients;
        return Partition.of(IntStream.range(0, clients)
                .mapToObj(i -> Partition.ClientShare.of(
                        IntStream.range(i * each, i * each + each / 2).toArray(),
                        IntStream.range(i * each + each / 2, (i + 1) * each).toArray()))
                .toList());
    }

    static class Policies extends CoordinationPolicyContract {
        @Override
        protected List<PluginChoice<CoordinationPolicy>> variants() {
            return CheckedPlugin.subject();
        }
    }

    /** A policy with declared requirements. */
    private record Requiring(CoordinationPolicy policy, Set<CoordinationRequirement> requirements)
            implements CoordinationPolicy {
        @Override
        public Map<ClientId, ExitSet> coordinate(CoordinationRequest request) {
            return policy.coordinate(request);
        }
    }

    private static List<CheckedPlugin> policies() {
        Map<ClientId, Integer> participations = new TreeMap<>();
        CoordinationPolicy studentsNearTeachers = each(
                (request, client) -> allOrFinal(request, request.similarities().toTeacher(client) > 0));
        return new Kind<CoordinationPolicy>(CoordinationPolicy.class, Policies.class)
                .keepsAll("alternates", Coordination.alternating())
                .breaks("C1", "forgets the last client", request -> {
                    Map<ClientId, ExitSet> chosen =
                            new TreeMap<>(Coordination.allExits().coordinate(request));
                    chosen.remove(request.cohort().get(request.cohort().size() - 1));
                    return chosen;
                })
                .breaks("C2", "omits the final exit", each((request, client) -> ExitSet.of(1)))
                .breaks(
                        "C3",
                        "counts coordinations",
                        each((request, client) -> allOrFinal(request, CALLS.incrementAndGet() % 5 < 3)))
                // counts are above all numbers of exits once a network has several
                .breaks("C3", "counts participations", each((request, client) -> {
                    int deepest = request.exits() - participations.merge(client, 1, Integer::sum);
                    return ExitSet.upTo(request.exits()).where(exit -> exit.number() > deepest);
                }))
                .keepsAll(
                        "uses teachers alone",
                        new Requiring(
                                studentsNearTeachers,
                                Set.of(CoordinationRequirement.TEACHERS, CoordinationRequirement.INACTIVE_EXITS)))
                .breaks(
                        "C4",
                        "uses teachers undeclared",
                        new Requiring(
                                studentsNearTeachers,
                                Set.of(CoordinationRequirement.SIMILARITIES, CoordinationRequirement.INACTIVE_EXITS)))
                .breaks("C5", "omits exits undeclared", new Requiring(Coordination.finalExitOnly(), Set.of()))
                .breaks(
                        "C6",
                        "requires that clients were compared",
                        new Requiring(
                                request -> {
                                    for (ClientId client : request.cohort()) {
                                        if (request.similarities().between(client, client) != 1) {
                                            throw new IllegalStateException("client " + client + " was never compared");
                                        }
                                    }
                                    return Coordination.allExits().coordinate(request);
                                },
                                Set.of(CoordinationRequirement.SIMILARITIES, CoordinationRequirement.INACTIVE_EXITS)))
                .breaksWithOption("C7", "ignores the option of a policy", options -> Coordination.alternating())
                .breaks("C8", "requires devices to coordinate", each((request, client) -> {
                    ClientSpec spec = request.federation().clients().get(client.index());
                    return allOrFinal(request, spec.device().orElseThrow().memory() > 2000);
                }))
                .list();
    }

    private static CoordinationPolicy each(BiFunction<CoordinationRequest, ClientId, ExitSet> exits) {
        return request -> {
            Map<ClientId, ExitSet> chosen = new TreeMap<>();
            request.cohort().forEach(client -> chosen.put(client, exits.apply(request, client)));
            return chosen;
        };
    }

    private static ExitSet allOrFinal(CoordinationRequest request, boolean all) {
        return all ? ExitSet.upTo(request.exits()) : ExitSet.of(request.exits());
    }

    static class Aggregators extends AggregatorContract {
        @Override
        protected List<PluginChoice<Aggregator>> variants() {
            return CheckedPlugin.subject();
        }
    }

    private static List<CheckedPlugin> aggregators() {
        Aggregator mean = Aggregator.WEIGHTED_MEAN;
        return new Kind<Aggregator>(Aggregator.class, Aggregators.class)
                .keepsAll("takes the mean", mean)
                .breaks("M1", "divides by a weight", (previous, uploads, weights) -> {
                    double[] inverse =
                            Arrays.stream(weights).map(weight -> 1 / weight).toArray();
                    double sum = Arrays.stream(inverse).sum();
                    return ParameterMath.weightedSum(
                            uploads,
                            Arrays.stream(inverse).map(each -> each / sum).toArray());
                })
                .breaks(
                        "M2",
                        "has weights that sum to more than one",
                        (previous, uploads, weights) ->
                                ParameterMath.scale(1.001, mean.aggregate(previous, uploads, weights)))
                .breaks("M3", "returns the first upload", (previous, uploads, weights) -> uploads.get(0))
                .breaks("M4", "changes the weights", (previous, uploads, weights) -> {
                    ParameterSet result = mean.aggregate(previous, uploads, weights);
                    Arrays.fill(weights, 0);
                    weights[0] = 1;
                    return result;
                })
                .breaks("M5", "returns the previous values", (previous, uploads, weights) -> previous)
                .breaksWithOption("M6", "ignores the option of an aggregator", options -> mean)
                .list();
    }
}
