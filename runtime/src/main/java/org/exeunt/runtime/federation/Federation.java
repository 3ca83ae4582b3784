package org.exeunt.runtime.federation;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.data.Partition;
import org.exeunt.api.data.Partition.ClientShare;
import org.exeunt.api.device.Device;
import org.exeunt.api.device.DeviceModel;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.network.Engine;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.params.LinearAlgebra;
import org.exeunt.api.plugin.PluginCall;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.random.RandomOrder;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.api.strategy.ClientSpec;
import org.exeunt.api.strategy.CoordinationPolicy;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.config.EvaluationConfig;
import org.exeunt.config.RecordBinder;
import org.exeunt.config.RunConfig;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.runtime.store.files.AtomicFile;
import org.exeunt.runtime.store.identity.ClassDistribution;
import org.exeunt.runtime.store.records.DeviceTable;
import org.exeunt.runtime.store.records.PartitionFile;
import org.exeunt.runtime.store.records.RunRecorder;

/**
 * The clients, data, network and method of a run: the same on the server and wherever clients run.
 *
 * @param config of the run, with a coordination policy
 * @param dataset of the run
 * @param partition of its examples
 * @param clients in client order, each with at least one training example; new clients, which never train, are last.
 *     Created on each access, so that clients that never train take no memory
 * @param evaluated clients that are evaluated, in client order: all, or a sample and all new clients
 * @param design of the network
 * @param arithmetic description of the engine's arithmetic
 * @param linearAlgebra of the engine
 * @param spec the specification of the federation for strategies
 * @param strategy the federated method
 * @param rules of all exit policies
 * @param faults simulated faults
 * @param modalities that clients and their examples have
 * @param streams root of all random streams
 */
public record Federation(
        RunConfig config,
        Dataset dataset,
        Partition partition,
        List<Client> clients,
        List<ClientId> evaluated,
        NetworkDesign design,
        String arithmetic,
        LinearAlgebra linearAlgebra,
        FederationSpec spec,
        Strategy<?> strategy,
        ExitRules rules,
        Faults faults,
        Modalities modalities,
        RandomStreams streams) {
    /** Maximum number of clients that a message lists. */
    private static final int MAX_NAMED = 100;

    /**
     * Loads and partitions the data, designs the network and creates the strategy; equal configurations give equal
     * federations.
     *
     * @param given configuration; if it names no coordination policy, the strategy's default is filled in
     * @param registry with the strategy's default policy
     * @throws ExeuntException if a part of the configuration contradicts another one or the data; lists all problems
     *     found
     */
    public static Federation assemble(RunConfig given, PluginRegistry registry, PluginContext context) {
        return assemble(given, registry, context, activity -> {});
    }

    /** Does the same and reports each long step when it starts. */
    public static Federation assemble(
            RunConfig given, PluginRegistry registry, PluginContext context, Consumer<String> busy) {
        RandomStreams streams = new RandomStreams(given.seed());
        Engine<?> engine = PluginCall.create(given.engine(), "engine", context);
        LinearAlgebra linearAlgebra = engine.linearAlgebra();
        Strategy<?> strategy =
                PluginCall.create(given.strategy(), "strategy", new EngineContext(context, linearAlgebra));
        RunConfig config = withCoordination(given, strategy, registry);
        ExitRules rules = ExitRules.of(config.evaluation().exitPolicies(), context);
        busy.accept("loading and partitioning data");
        PartitionedData data = PartitionedData.of(config, context);
        Dataset dataset = data.dataset();
        Inconsistencies inconsistencies = new Inconsistencies(config);
        inconsistencies.checkNewClients(data.clients().size());
        inconsistencies.throwIfAny();
        busy.accept("building the network");
        NetworkDesign design = design(engine, config.network(), dataset.input(), dataset.classes());
        List<ClientShare> shares = data.partition().clients();
        inconsistencies.checkCohorts(data);
        Modalities modalities = Modalities.of(config, design, shares.size(), streams, inconsistencies);
        int members = shares.size() - config.evaluation().newClients();
        inconsistencies.checkTimes(design.spec());
        List<Device> devices = config.devices().isEmpty()
                ? List.of()
                : devices(config.devices().get(), data.names(members), streams, context, inconsistencies);
        rules.problems(data.clients(), design.spec().exits(), dataset.classes()).forEach(inconsistencies::add);
        List<Integer> testSizes =
                data.clients().stream().map(client -> client.test().size()).toList();
        List<ClientId> all = new LazyList<>(shares.size(), ClientId::new);
        TestExamples.of(all, testSizes, config.evaluation().newClients())
                .forEach(group -> group.problem().ifPresent(inconsistencies::add));
        inconsistencies.checkStop(data, all);
        inconsistencies.checkTokens(design, dataset);
        inconsistencies.throwIfAny();
        FederationSpec spec = FederationSpec.of(
                        config.training().rounds(),
                        new LazyList<>(
                                members,
                                client -> new ClientSpec(
                                        new ClientId(client), shares.get(client).train().length)),
                        design.spec(),
                        InitialParameters.of(design, streams, config.training().personalHeadInit()))
                .withTraining(config.training()::local);
        if (config.devices().isPresent()) {
            spec = spec.withDevices(devices);
        }
        Faults faults =
                new Faults(config.faults(), streams.derive(RandomPurpose.FAULTS), spec.clients(), dataset.classes());
        List<ClientId> evaluated = config.evaluation().clients().isEmpty()
                ? all
                : sample(config.evaluation(), testSizes, faults, streams.stream(RandomPurpose.EVALUATED_CLIENTS));
        List<ClientId> counted =
                evaluated.stream().filter(client -> !faults.isAttacker(client)).toList();
        for (TestExamples group :
                TestExamples.of(counted, testSizes, config.evaluation().newClients())) {
            if (group.problem().isPresent()) {
                inconsistencies.add(("faults.attack: %d of %d clients attack and are not evaluated, and no other client"
                                + " has test examples, so that there is no accuracy to report; lower"
                                + " faults.attack.fraction, use more clients or remove faults.attack")
                        .formatted(faults.attackers().size(), members));
            } else {
                group.warning().ifPresent(context::warn);
            }
        }
        inconsistencies.checkStop(data, counted);
        inconsistencies.throwIfAny();
        return new Federation(
                config,
                dataset,
                data.partition(),
                withAttackers(
                        new LazyList<>(
                                shares.size(),
                                client -> modalities.lacking(data.clients().get(client))),
                        faults,
                        context),
                evaluated,
                design,
                engine.arithmetic(),
                linearAlgebra,
                spec,
                strategy,
                rules,
                faults,
                modalities,
                streams);
    }

    /**
     * Designs a network.
     *
     * @param network section {@code network} of the configuration
     */
    @SuppressWarnings("unchecked") // the section was read into the options of the engine that was chosen
    public static <N extends Record> NetworkDesign design(
            Engine<N> engine, Record network, InputShape input, int classes) {
        return engine.design((N) network, input, classes);
    }

    /**
     * Returns the devices of the clients that train.
     *
     * @param names of these clients
     */
    private static List<Device> devices(
            PluginChoice<DeviceModel> choice,
            List<String> names,
            RandomStreams streams,
            PluginContext context,
            Inconsistencies inconsistencies) {
        DeviceModel model = PluginCall.create(choice, "devices", context);
        List<Device> devices = PluginCall.call(choice, "assigning devices", () -> {
            try {
                List<Device> assigned = model.devices(names, streams.derive(RandomPurpose.DEVICES));
                assigned.forEach(Objects::requireNonNull);
                return assigned;
            } catch (IllegalArgumentException e) {
                inconsistencies.add("devices: " + e.getMessage());
                return new LazyList<Device>(names.size(), client -> null);
            }
        });
        if (devices.size() != names.size()) {
            throw PluginCall.contractViolation(
                    choice,
                    "it returned %d devices for %d clients; expected one per client"
                            .formatted(devices.size(), names.size()));
        }
        return devices;
    }

    /**
     * Returns the configuration with its own coordination policy, or else with the default one of its strategy with
     * default options.
     */
    public static RunConfig withCoordination(RunConfig config, Strategy<?> strategy, PluginRegistry registry) {
        if (config.coordination().isPresent()) {
            return config;
        }
        PluginChoice<CoordinationPolicy> policy = new RecordBinder(registry)
                .choose(
                        CoordinationPolicy.class,
                        strategy.defaultCoordination(),
                        "the default coordination of strategy '%s'"
                                .formatted(config.strategy().plugin().id()));
        return config.withCoordination(Optional.of(policy));
    }

    /** Returns a sample of the honest clients with test examples, and all new clients. */
    private static List<ClientId> sample(
            EvaluationConfig config, List<Integer> testSizes, Faults faults, RandomGenerator random) {
        int members = testSizes.size() - config.newClients();
        int[] candidates = IntStream.range(0, members)
                .filter(client -> testSizes.get(client) > 0 && !faults.isAttacker(new ClientId(client)))
                .toArray();
        int size = Math.min(config.clients().orElseThrow(), candidates.length);
        IntStream drawn = Arrays.stream(RandomOrder.draw(size, candidates.length, random))
                .map(position -> candidates[position])
                .sorted();
        return IntStream.concat(drawn, IntStream.range(members, testSizes.size()))
                .mapToObj(ClientId::new)
                .toList();
    }

    private static List<Client> withAttackers(List<Client> clients, Faults faults, PluginContext context) {
        if (faults.attackers().isEmpty()) {
            return clients;
        }
        context.warn("%d of %d clients attack (faults.attack) and are not evaluated: %s."
                .formatted(faults.attackers().size(), clients.size(), named(faults.attackers())));
        return new LazyList<>(clients.size(), index -> {
            Client client = clients.get(index);
            return faults.isAttacker(client.id())
                    ? client.asAttacker(faults.training(client.id(), client.train()))
                    : client;
        });
    }

    /**
     * Returns the classes, and each client's numbers of examples of each class, modalities and tier. Those of attackers
     * are what the partition gave them.
     */
    public ClassDistribution classDistribution() {
        List<Client> given = PartitionedData.clients(dataset, partition, config.partition());
        ClassDistribution counts = new PartitionedData(dataset, partition, given).classDistribution();
        return new ClassDistribution(counts.classes(), new LazyList<>(clients.size(), client -> counts.clients()
                .get(client)
                .with(
                        config.modalities().isPresent() ? modalities.of(new ClientId(client)) : null,
                        spec.device(new ClientId(client)).map(Device::tier).orElse(null))));
    }

    /** Returns the writers of the files that record the clients of the run, by name: partition and devices. */
    public SortedMap<String, AtomicFile.ContentWriter> clientRecords() {
        SortedMap<String, AtomicFile.ContentWriter> records = new TreeMap<>();
        records.put(RunRecorder.PARTITION, PartitionFile.of(dataset, partition));
        if (config.devices().isPresent()) {
            List<String> names = new PartitionedData(dataset, partition, clients).names(size());
            records.put(RunRecorder.DEVICES, DeviceTable.of(names, devices()));
        }
        return records;
    }

    /** Returns the devices of the clients that may train, in client order. */
    public List<Device> devices() {
        return new LazyList<>(
                size(), client -> spec.device(new ClientId(client)).orElseThrow());
    }

    /** Returns the number of clients that may train. */
    public int size() {
        return spec.clients().size();
    }

    /** Returns whether a client is new, that is, never trains. */
    public boolean isNew(ClientId client) {
        return client.index() >= size();
    }

    /** Returns clients for messages, the first {@value #MAX_NAMED} of them. */
    public static String named(List<?> clients) {
        String first = clients.stream().limit(MAX_NAMED).map(Object::toString).collect(Collectors.joining(", "));
        return clients.size() > MAX_NAMED ? first + ", …" : first;
    }
}
