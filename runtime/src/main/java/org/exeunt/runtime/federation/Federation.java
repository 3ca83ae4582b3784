package org.exeunt.runtime.federation;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.data.Partition.ClientShare;
import org.exeunt.api.device.Device;
import org.exeunt.api.device.DeviceModel;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.network.Engine;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.plugin.PluginCall;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.random.RandomOrder;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.api.strategy.ClientSpec;
import org.exeunt.api.strategy.CoordinationPolicy;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.config.option.RecordBinder;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.config.run.EvaluationConfig;
import org.exeunt.config.run.RunConfig;
import org.exeunt.runtime.store.files.AtomicFile;
import org.exeunt.runtime.store.identity.ClassDistribution;
import org.exeunt.runtime.store.identity.Provenance;
import org.exeunt.runtime.store.records.DeviceTable;
import org.exeunt.runtime.store.records.PartitionFile;
import org.exeunt.runtime.store.records.RunRecorder;

/**
 * The clients, data, network and method of a run: the same on the server and wherever clients run.
 *
 * @param config of the run, with a coordination policy
 * @param optionFiles that options name, as they were when the federation was assembled
 * @param data the data set and its partition, as the partitioner returned it
 * @param clients in client order, each with at least one training example; new clients, which never train, are last.
 *     Created on each access, so that clients that never train take no memory
 * @param evaluated clients that are evaluated, in client order: all, or a sample and all new clients
 * @param design of the network
 * @param arithmetic description of the engine's arithmetic
 * @param spec the specification of the federation for strategies
 * @param strategy the federated method
 * @param rules of all exit policies
 * @param faults simulated faults
 * @param modalities that clients and their examples have
 * @param streams root of all random streams
 */
public record Federation(
        RunConfig config,
        List<Provenance.OptionFile> optionFiles,
        PartitionedData data,
        List<Client> clients,
        List<ClientId> evaluated,
        NetworkDesign design,
        String arithmetic,
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
     * @param busy receives each long step when it starts
     * @throws ExeuntException if a part of the configuration contradicts another one or the data; lists all problems
     *     found
     */
    public static Federation assemble(
            RunConfig given, PluginRegistry registry, RunContext context, Consumer<String> busy) {
        RandomStreams streams = new RandomStreams(given.seed());
        Engine<?> engine = PluginCall.create(given.engine(), "engine", context);
        context.setLinearAlgebra(engine.linearAlgebra());
        Strategy<?> strategy = PluginCall.create(given.strategy(), "strategy", context);
        RunConfig config = withCoordination(given, strategy, registry);
        List<Provenance.OptionFile> optionFiles = Provenance.optionFiles(config, context, new HashMap<>());
        EvaluationConfig evaluation = config.evaluation();
        ExitRules rules = ExitRules.of(evaluation.exitPolicies(), context);
        busy.accept("loading and partitioning data");
        PartitionedData data = PartitionedData.of(config, context);
        Dataset dataset = data.dataset();
        List<ClientShare> shares = data.partition().clients();
        Inconsistencies inconsistencies = new Inconsistencies(config);
        inconsistencies.checkNewClients(shares.size());
        inconsistencies.throwIfAny();
        busy.accept("building the network");
        NetworkDesign design = design(engine, config.network(), dataset.input(), dataset.classes());
        data.checkTokens(
                PluginCall.call(config.engine(), "describing its vocabulary", design::vocabulary), config.dataset());
        List<String> problems = inconsistencies.found();
        inconsistencies.checkCohorts(shares);
        Modalities modalities = Modalities.of(config, design, shares.size(), streams, problems);
        int members = shares.size() - evaluation.newClients();
        inconsistencies.checkTimes(design.spec());
        inconsistencies.checkAugmentation(dataset.input());
        inconsistencies.checkFeatureShift(
                shares.size(),
                dataset.input(),
                dataset.input().vocabulary().isPresent() || design.vocabulary().isPresent());
        Optional<List<Device>> devices =
                config.devices().map(choice -> devices(choice, data, members, streams, context, problems));
        Function<RandomGenerator, ParameterSet> initial =
                InitialParameters.of(design, config, dataset, context, problems);
        problems.addAll(rules.problems(data.clients(), design.spec().exits(), dataset.classes()));
        inconsistencies.throwIfAny();
        FederationSpec spec = FederationSpec.of(
                        config.training().rounds(),
                        new LazyList<>(
                                members,
                                client -> new ClientSpec(
                                        new ClientId(client), shares.get(client).train().length)),
                        design.spec(),
                        InitialParameters.of(
                                initial, streams, config.training().personalHeadInit(), InitialParameters.KEPT_VALUES))
                .withTraining(config.training()::local)
                .withDraws(design::initialParameters)
                .withStreams(streams.derive(RandomPurpose.SERVER))
                .withServerExamples(data.server().size());
        if (devices.isPresent()) {
            spec = spec.withDevices(devices.get());
        }
        Faults faults =
                new Faults(config.faults(), streams.derive(RandomPurpose.FAULTS), spec.clients(), dataset.classes());
        List<Integer> testSizes =
                data.clients().stream().map(client -> client.test().size()).toList();
        List<ClientId> evaluated = evaluation.clients().isEmpty()
                ? new LazyList<>(shares.size(), ClientId::new)
                : sample(evaluation, testSizes, faults, streams.stream(RandomPurpose.EVALUATED_CLIENTS));
        List<ClientId> counted =
                evaluated.stream().filter(client -> !faults.isAttacker(client)).toList();
        List<TestExamples> groups = TestExamples.of(counted, testSizes, evaluation.newClients());
        groups.forEach(group -> group.problem().ifPresent(problems::add));
        inconsistencies.checkStop(data.clients(), counted);
        inconsistencies.throwIfAny();
        groups.forEach(group -> group.warning().ifPresent(context::warn));
        promisesBrokenBy(config, rules, design)
                .ifPresent(key -> context.warn(("The promises of exit rules do not hold: %s decides by the validation"
                                + " examples on which they rest. Remove it, or do not rely on them.")
                        .formatted(key)));
        if (!faults.attackers().isEmpty()) {
            context.warn("%d of %d clients attack (faults.attack) and are not evaluated: %s."
                    .formatted(faults.attackers().size(), shares.size(), named(faults.attackers())));
        }
        return new Federation(
                config,
                optionFiles,
                data,
                new LazyList<>(shares.size(), index -> {
                    Client client = modalities.lacking(data.clients().get(index));
                    return faults.isAttacker(client.id())
                            ? client.asAttacker(faults.training(client.id(), client.train()))
                            : client;
                }),
                evaluated,
                design,
                engine.arithmetic(),
                spec,
                strategy,
                rules,
                faults,
                modalities,
                streams);
    }

    /**
     * Returns the key of the configuration by which validation examples influence the models, so that promises of exit
     * rules do not hold; empty if there is none, or no rule has a promise.
     */
    public Optional<String> promisesBrokenBy() {
        return promisesBrokenBy(config, rules, design);
    }

    private static Optional<String> promisesBrokenBy(RunConfig config, ExitRules rules, NetworkDesign design) {
        return config.training()
                .stop()
                .filter(stop -> rules.promises(design.spec().exits()))
                .map(stop -> "training.stop");
    }

    /** Returns the data set of the run. */
    public Dataset dataset() {
        return data.dataset();
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

    /** Returns the devices of the clients that train, the members. */
    private static List<Device> devices(
            PluginChoice<DeviceModel> choice,
            PartitionedData data,
            int members,
            RandomStreams streams,
            PluginContext context,
            List<String> problems) {
        List<String> names = data.names(members);
        List<ClassDistribution.ClientCounts> counts = data.classDistribution().clients();
        List<Device> devices;
        try {
            devices = PluginCall.create(choice, "devices", context)
                    .devices(
                            names,
                            new LazyList<>(members, client -> counts.get(client).train()),
                            streams.derive(RandomPurpose.DEVICES));
        } catch (IllegalArgumentException e) {
            problems.add("devices: " + e.getMessage());
            return List.of();
        }
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

    /**
     * Returns the classes, and each client's numbers of examples of each class, modalities, tier and inputs. Those of
     * attackers are what the partition gave them.
     */
    public ClassDistribution classDistribution() {
        ClassDistribution counts = data.classDistribution();
        return new ClassDistribution(counts.classes(), new LazyList<>(clients.size(), client -> counts.clients()
                .get(client)
                .with(
                        config.modalities().isPresent() ? modalities.of(new ClientId(client)) : null,
                        spec.device(new ClientId(client)).map(Device::tier).orElse(null),
                        data.shift().of(new ClientId(client)).orElse(null))));
    }

    /** Returns the writers of the files that record the clients of the run, by name: partition and devices. */
    public SortedMap<String, AtomicFile.ContentWriter> clientRecords() {
        SortedMap<String, AtomicFile.ContentWriter> records = new TreeMap<>();
        records.put(RunRecorder.PARTITION, PartitionFile.of(data.dataset(), data.partition()));
        if (config.devices().isPresent()) {
            records.put(RunRecorder.DEVICES, DeviceTable.of(spec.clients(), data::owner));
        }
        return records;
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
