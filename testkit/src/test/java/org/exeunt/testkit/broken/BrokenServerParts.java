package org.exeunt.testkit.broken;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
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
import org.exeunt.api.strategy.Feedback;
import org.exeunt.api.strategy.SamplingRequest;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.testkit.contract.AggregatorContract;
import org.exeunt.testkit.contract.ClientSamplerContract;
import org.exeunt.testkit.contract.CoordinationPolicyContract;
import org.exeunt.testkit.contract.DeviceModelContract;
import org.exeunt.testkit.contract.PartitionerContract;
import org.exeunt.testkit.federation.Coordination;

/** Samplers, devices, partitioners, coordination policies and aggregators. */
final class BrokenServerParts {
    private static final AtomicInteger CALLS = new AtomicInteger();

    private static final Feedback.Report NO_REPORT = new Feedback.Report(Round.START, 1, Map.of(), Optional.empty());

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
                .keepsAll("drops clients at random", request -> {
                    List<ClientId> left = new ArrayList<>(ids(request));
                    while (left.size() > request.size()) {
                        left.remove(request.random().nextInt(left.size()));
                    }
                    return left;
                })
                .keepsAll("prefers large losses", request -> preferring(request, losses(request)))
                .breaks("A1", "repeats a client", request -> IntStream.generate(
                                () -> request.random().nextInt(request.clients().size()))
                        .limit(request.size())
                        .sorted()
                        .mapToObj(i -> request.clients().get(i).id())
                        .toList())
                .breaks("A2", "counts calls", request -> inTurn(CALLS.incrementAndGet(), request))
                .breaksAnew("A2", "has a count that has no effect before some rounds", () -> new ClientSampler() {
                    private int rounds;

                    @Override
                    public List<ClientId> sample(SamplingRequest request) {
                        rounds++;
                        return inTurn(rounds > 1_000_000 ? 0 : request.round().number(), request);
                    }
                })
                .breaksAnew("A2", "remembers losses in an array", () -> {
                    double[] sums = new double[12];
                    return request -> {
                        Arrays.setAll(sums, i -> sums[i] + losses(request)[i]);
                        return preferring(request, sums);
                    };
                })
                .breaks("A3", "chooses the first clients", request -> ids(request)
                        .subList(0, request.size()))
                .breaksWithOption(
                        "A4",
                        "ignores the option of a sampler",
                        options -> request -> inTurn(request.round().number(), request))
                .breaks("A5", "requires devices to sample", request -> {
                    int start = request.clients()
                            .get(0)
                            .device()
                            .orElseThrow()
                            .tier()
                            .length();
                    return inTurn(start + request.round().number(), request);
                })
                .breaks("A6", "requires the losses of all clients", request -> {
                    double[] losses = ids(request).stream()
                            .mapToDouble(client ->
                                    request.feedback().latest().get(client).loss())
                            .toArray();
                    return preferring(request, losses);
                })
                .list();
    }

    private static List<ClientId> ids(SamplingRequest request) {
        return request.clients().stream().map(ClientSpec::id).toList();
    }

    private static List<ClientId> inTurn(int start, SamplingRequest request) {
        return IntStream.range(start, start + request.size())
                .mapToObj(
                        i -> request.clients().get(i % request.clients().size()).id())
                .sorted()
                .toList();
    }

    /** Returns the latest loss of each client, 1 for clients without any. */
    private static double[] losses(SamplingRequest request) {
        double[] losses = new double[request.clients().size()];
        Arrays.fill(losses, 1);
        request.feedback().latest().forEach((client, report) -> losses[client.index()] = report.loss());
        return losses;
    }

    private static List<ClientId> preferring(SamplingRequest request, double[] values) {
        double[] keys = Arrays.stream(values)
                .map(value -> value * request.random().nextDouble())
                .toArray();
        return ids(request).stream()
                .sorted(Comparator.comparing(client -> -keys[client.index()]))
                .limit(request.size())
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
                        "D1",
                        "gives the server an example of a client",
                        (dataset, random) -> new Partition(
                                List.of(Partition.ClientShare.of(new int[] {1, 2}, new int[] {3})),
                                new int[0],
                                new int[] {4, 2}))
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
                .breaks(
                        "C4",
                        "uses similarities undeclared",
                        new Requiring(
                                each((request, client) -> allOrFinal(
                                        request,
                                        request.similarities()
                                                        .between(
                                                                request.cohort().get(0), client)
                                                > 0)),
                                Set.of(CoordinationRequirement.INACTIVE_EXITS)))
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
                .breaksAnew("C3", "remembers in an array", BrokenServerParts::remembering)
                .breaks("C9", "requires an earlier round", request -> {
                    List<RoundRecord> rounds = request.feedback().rounds();
                    boolean all = rounds.get(rounds.size() - 1).reports().size() % 2 == 0;
                    return each((each, client) -> allOrFinal(each, all)).coordinate(request);
                })
                .breaksWithOption("C7", "ignores the option of a policy", options -> Coordination.alternating())
                .breaks("C8", "requires devices to coordinate", each((request, client) -> {
                    ClientSpec spec = request.federation().clients().get(client.index());
                    return allOrFinal(request, spec.device().orElseThrow().memory() > 2000);
                }))
                .list();
    }

    private static CoordinationPolicy remembering() {
        double[] least = {Double.MAX_VALUE};
        return each((request, client) -> {
            double loss =
                    request.feedback().latest().getOrDefault(client, NO_REPORT).loss();
            least[0] = Math.min(least[0], loss);
            return allOrFinal(request, loss == least[0]);
        });
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
                // equal uploads that differ from the previous parameters need not be reached in one round
                .keepsAll(
                        "goes half of the way",
                        (previous, uploads, weights) -> ParameterMath.weightedSum(
                                List.of(previous, mean.aggregate(previous, uploads, weights)), new double[] {0.5, 0.5}))
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
