package org.exeunt.runtime.federation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.Partition;
import org.exeunt.api.data.Partition.ClientShare;
import org.exeunt.api.device.Device;
import org.exeunt.api.device.DeviceModel;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.network.NetworkSpec;
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
import org.exeunt.config.TrainingConfig;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.runtime.store.AtomicFile;
import org.exeunt.runtime.store.ClassDistribution;
import org.exeunt.runtime.store.DeviceTable;
import org.exeunt.runtime.store.PartitionFile;
import org.exeunt.runtime.store.RunRecorder;

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

    /** Number of personal models above which a run warns before it starts. */
    private static final int MANY_MODELS = 10_000;

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
        ConfiguredEngine<?> engine = ConfiguredEngine.of(given.engine(), context);
        LinearAlgebra linearAlgebra = engine.linearAlgebra();
        Strategy<?> strategy = CheckedStrategy.create(given.strategy(), new EngineContext(context, linearAlgebra));
        RunConfig config = withCoordination(given, strategy, registry);
        ExitRules rules = ExitRules.of(config.evaluation().exitPolicies(), context);
        busy.accept("loading and partitioning data");
        PartitionedData data = PartitionedData.of(config, context);
        Dataset dataset = data.dataset();
        requireTrainingClients(config, data.clients().size());
        busy.accept("building the network");
        NetworkDesign design = engine.design(config.network(), dataset.input(), dataset.classes());
        List<ClientShare> shares = data.partition().clients();
        List<String> problems = problems(config, shares);
        Modalities modalities = Modalities.of(config, design, shares.size(), streams, problems);
        int members = shares.size() - config.evaluation().newClients();
        List<Device> devices = devices(config, data, members, design.spec(), streams, context, problems);
        problems.addAll(rules.problems(data.clients(), design.spec().exits(), dataset.classes()));
        List<Integer> testSizes =
                data.clients().stream().map(client -> client.test().size()).toList();
        List<ClientId> all = new LazyList<>(shares.size(), ClientId::new);
        TestExamples.of(all, testSizes, config.evaluation().newClients())
                .forEach(group -> group.problem().ifPresent(problems::add));
        stopProblem(config, data, all).ifPresent(problems::add);
        tokenProblem(config, design, dataset).ifPresent(problems::add);
        if (!problems.isEmpty()) {
            throw inconsistent(config, problems);
        }
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
            group.problem().ifPresent(onlyAttackersHaveSome -> {
                throw inconsistent(
                        config,
                        List.of(("faults.attack: %d of %d clients attack and are not evaluated, and no other client has"
                                        + " test examples, so that there is no accuracy to report; lower"
                                        + " faults.attack.fraction, use more clients or remove faults.attack")
                                .formatted(faults.attackers().size(), members)));
            });
            group.warning().ifPresent(context::warn);
        }
        stopProblem(config, data, counted).ifPresent(problem -> {
            throw inconsistent(config, List.of(problem));
        });
        if (config.evaluation().saveModels() && evaluated.size() > MANY_MODELS) {
            context.warn(String.format(
                    Locale.ROOT,
                    "The run will write %,d files of personal models (evaluation.save-models) with %,d values each."
                            + " Set it to false, or evaluate fewer clients (evaluation.clients).",
                    evaluated.size(),
                    design.spec().layout().size()));
        }
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

    /** Returns the devices of the clients that train; none without {@code devices}. Adds to the problems found. */
    private static List<Device> devices(
            RunConfig config,
            PartitionedData data,
            int members,
            NetworkSpec network,
            RandomStreams streams,
            PluginContext context,
            List<String> problems) {
        if (config.devices().isEmpty()) {
            if (config.faults().deadline().isPresent()) {
                problems.add("faults.deadline: times are simulated for the devices of clients, and there are none;"
                        + " add the section 'devices', such as {\"type\": \"log-normal\"}, or remove the deadline");
            }
            return List.of();
        }
        if (!network.allMacsKnown()) {
            problems.add("devices: the time of a client is simulated from the MACs of the network, and those of a layer"
                    + " are unknown (see the warning); remove the section 'devices', or declare the MACs");
        }
        PluginChoice<DeviceModel> choice = config.devices().get();
        DeviceModel model = PluginCall.create(choice, "devices", context);
        List<String> names = data.names(members);
        List<Device> devices = PluginCall.call(choice, "assigning devices", () -> {
            try {
                List<Device> assigned = model.devices(names, streams.derive(RandomPurpose.DEVICES));
                assigned.forEach(Objects::requireNonNull);
                return assigned;
            } catch (IllegalArgumentException e) {
                problems.add("devices: " + e.getMessage());
                return new LazyList<Device>(members, client -> null);
            }
        });
        if (devices.size() != members) {
            throw PluginCall.contractViolation(
                    choice,
                    "it returned %d devices for %d clients; expected one per client"
                            .formatted(devices.size(), members));
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
                        PluginCall.ask(config.strategy(), strategy::defaultCoordination),
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
        List<Client> given = ClientDataFactory.of(dataset, partition, config.partition());
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

    /** Returns where an example of a client has a value that is not finite, as {@link Client#nonFiniteInput} does. */
    public Optional<String> nonFiniteInput(ClientId client) {
        return clients.get(client.index()).nonFiniteInput(dataset.input().size());
    }

    /** Returns the number of clients that may train. */
    public int size() {
        return spec.clients().size();
    }

    /** Returns whether a client is new, that is, never trains. */
    public boolean isNew(ClientId client) {
        return client.index() >= size();
    }

    /** Returns why {@code training.stop} has no figure to decide by; empty if it has. */
    private static Optional<String> stopProblem(RunConfig config, PartitionedData data, List<ClientId> evaluated) {
        int members = data.clients().size() - config.evaluation().newClients();
        boolean lacking = config.training().stop().isPresent()
                && evaluated.stream()
                        .filter(client -> client.index() < members)
                        .map(client -> data.clients().get(client.index()))
                        .noneMatch(client ->
                                client.test().size() > 0 && client.validation().size() > 0);
        return lacking
                ? Optional.of(
                        "training.stop: it decides by the accuracy on validation examples, and no evaluated client"
                                + " has any; set partition.validation-fraction, such as 0.1, or remove 'stop'")
                : Optional.empty();
    }

    /**
     * Returns the first value that is no token id of the network; empty if there is none, the data set guarantees that
     * there is none, or the network reads other values.
     */
    private static Optional<String> tokenProblem(RunConfig config, NetworkDesign design, Dataset dataset) {
        OptionalInt tokens = PluginCall.call(config.engine(), "describing its vocabulary", design::vocabulary);
        if (tokens.isEmpty() || dataset.input().vocabulary().isPresent()) {
            return Optional.empty();
        }
        int vocabulary = tokens.getAsInt();
        Examples all = dataset.all();
        float[] values = new float[dataset.input().size()];
        for (int example = 0; example < all.size(); example++) {
            all.copyTo(example, values, 0);
            for (int i = 0; i < values.length; i++) {
                if (!(values[i] >= 0 && values[i] < vocabulary && values[i] == (int) values[i])) {
                    return Optional.of(
                            ("dataset: value %d of example %d is %s, but the network reads token ids, which are integers"
                                            + " from 0 to %d; use a data set of token ids without standardisation, and"
                                            + " set 'vocabulary' of the backbone above the largest one")
                                    .formatted(i + 1, example + 1, values[i], vocabulary - 1));
                }
            }
        }
        return Optional.empty();
    }

    private static void requireTrainingClients(RunConfig config, int clients) {
        int newClients = config.evaluation().newClients();
        if (clients == 0) {
            throw inconsistent(config, List.of("partition: it creates no clients; at least 1 is needed"));
        }
        if (newClients >= clients) {
            throw inconsistent(
                    config,
                    List.of("evaluation.new-clients = %d of %d clients leaves no client to train; at most %d can be new"
                            .formatted(newClients, clients, clients - 1)));
        }
    }

    /** Returns clients for messages, the first {@value #MAX_NAMED} of them. */
    public static String named(List<?> clients) {
        String first = clients.stream().limit(MAX_NAMED).map(Object::toString).collect(Collectors.joining(", "));
        return clients.size() > MAX_NAMED ? first + ", …" : first;
    }

    /** Returns the exception for a configuration whose sections contradict each other or the data. */
    public static ExeuntException inconsistent(RunConfig config, List<String> problems) {
        return new ExeuntException(
                RunErrors.INCONSISTENT,
                "Run '%s' cannot start, %s:\n  %s"
                        .formatted(
                                config.name(),
                                problems.size() == 1 ? "1 problem" : problems.size() + " problems",
                                String.join("\n  ", problems)));
    }

    private static List<String> problems(RunConfig config, List<ClientShare> clients) {
        TrainingConfig training = config.training();
        int members = clients.size() - config.evaluation().newClients();
        List<String> problems = new ArrayList<>();
        List<String> withoutExamples = IntStream.range(0, clients.size())
                .filter(client -> clients.get(client).train().length == 0)
                .mapToObj(Integer::toString)
                .toList();
        if (!withoutExamples.isEmpty()) {
            problems.add("partition: clients without training examples: %s; each needs at least 1; use fewer clients"
                    .formatted(named(withoutExamples)));
        }
        int cohort = training.cohortSize(members);
        if (training.isLessThanOne(members)) {
            problems.add("training.participation = %s of %d clients is less than one client; expected at least %s"
                    .formatted(training.participation(), members, TrainingConfig.participationOfOne(members)));
        } else if (cohort < training.minimumUpdates()) {
            problems.add(
                    "training.minimum-updates = %d, but a cohort has %d (training.participation = %s of %d clients)"
                            .formatted(training.minimumUpdates(), cohort, training.participation(), members));
        }
        return problems;
    }
}
