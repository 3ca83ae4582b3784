package org.exeunt.testkit.broken;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.PersonalRule;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.CrossEntropy;
import org.exeunt.api.objective.Distillation;
import org.exeunt.api.objective.FrozenNetwork;
import org.exeunt.api.objective.LossTerm;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.objective.ParameterTerm;
import org.exeunt.api.objective.Teacher;
import org.exeunt.api.objective.TrainableModule;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.AggregationResult;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.RoundContext;
import org.exeunt.api.strategy.Similarities;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.api.strategy.StrategyCapability;
import org.exeunt.testkit.contract.StrategyContract;

/** Copies of a valid strategy with one typical mistake, or with something that a valid strategy may do. */
final class BrokenStrategies {
    private static final AtomicInteger CALLS = new AtomicInteger();

    private BrokenStrategies() {}

    /** Keeps the contract: averages the backbone; heads and running statistics are personal. */
    private static class PersonalHeads implements Strategy<PersonalHeads.Server> {
        public record Server(ParameterSet shared) {}

        @Override
        public Server initialize(FederationSpec federation) {
            return new Server(federation.initial().select(federation.layout().backbone()));
        }

        @Override
        public Payload download(Server server, FederationSpec federation, ClientId client, ExitSet exits) {
            return Payload.of(server.shared());
        }

        @Override
        public ClientUpdate train(ClientContext client, Network network) {
            client.loadParameters(network);
            TrainingReport report = client.train(network, objective(client), training(client), ClientContext.BATCHES);
            ParameterLayout layout = client.layout();
            return new ClientUpdate(
                    upload(layout, network),
                    Payload.of(network.read(layout.all().minus(layout.backbone()))),
                    report);
        }

        LocalTraining training(ClientContext client) {
            return client.training();
        }

        Objective objective(ClientContext client) {
            double[] weights = new double[client.federation().network().exits()];
            Arrays.fill(weights, 1.0 / weights.length);
            return Objective.earlyExit(trainable(client), client.exits(), weights);
        }

        BlockSet trainable(ClientContext client) {
            return client.layout().backbone().union(client.layout().heads(client.exits()));
        }

        Payload upload(ParameterLayout layout, Network network) {
            return Payload.of(network.read(layout.backbone()));
        }

        @Override
        public AggregationResult<Server> aggregate(Server server, RoundContext round, ClientResults results) {
            return AggregationResult.of(new Server(results.mean(AggregationWeights.DATA_SIZE)));
        }
    }

    static class Strategies extends StrategyContract {
        @Override
        protected List<PluginChoice<Strategy<?>>> variants() {
            return CheckedPlugin.subject();
        }

        @Override
        protected BlockSet mayLeave(Record options, ParameterLayout layout) {
            return layout.backbone();
        }
    }

    static class DenyingAnOption extends Strategies {
        @Override
        protected Set<String> optionsWithoutEffect() {
            return Set.of("factor");
        }
    }

    static List<CheckedPlugin> list() {
        return Stream.of(valid(), onTheServer(), onTheClient(), inTheLoss(), afterTheNetwork())
                .flatMap(List::stream)
                .toList();
    }

    private static Kind<Strategy<?>> strategies() {
        return new Kind<>(Strategy.class, Strategies.class);
    }

    @FunctionalInterface
    private interface Aggregation {
        AggregationResult<PersonalHeads.Server> of(
                PersonalHeads.Server server, RoundContext round, ClientResults results);
    }

    private static Strategy<?> aggregating(Aggregation aggregation) {
        return new PersonalHeads() {
            @Override
            public AggregationResult<Server> aggregate(Server server, RoundContext round, ClientResults results) {
                return aggregation.of(server, round, results);
            }
        };
    }

    private static AggregationResult<PersonalHeads.Server> result(ParameterSet backbone) {
        return AggregationResult.of(new PersonalHeads.Server(backbone));
    }

    private static Strategy<?> capableOf(StrategyCapability... capabilities) {
        return new PersonalHeads() {
            @Override
            public Set<StrategyCapability> capabilities() {
                return Set.of(capabilities);
            }
        };
    }

    @FunctionalInterface
    private interface Change {
        ClientUpdate of(ClientUpdate update, ClientContext client, Network network);
    }

    /** Changes what a client returns. */
    private static Strategy<?> returning(Change change) {
        return new PersonalHeads() {
            @Override
            public ClientUpdate train(ClientContext client, Network network) {
                return change.of(super.train(client, network), client, network);
            }
        };
    }

    private static Strategy<?> reporting(UnaryOperator<TrainingReport> change) {
        return returning((update, client, network) ->
                new ClientUpdate(update.upload(), update.state(), change.apply(update.report())));
    }

    /** Keeps some of the blocks that a client has to keep. */
    private static Strategy<?> keeping(Function<ParameterLayout, BlockSet> kept) {
        return returning((update, client, network) -> new ClientUpdate(
                update.upload(), Payload.of(network.read(kept.apply(client.layout()))), update.report()));
    }

    private static Strategy<?> uploading(UploadOf upload) {
        return new PersonalHeads() {
            @Override
            Payload upload(ParameterLayout layout, Network network) {
                return Payload.of(upload.of(layout, network));
            }
        };
    }

    @FunctionalInterface
    private interface UploadOf {
        ParameterSet of(ParameterLayout layout, Network network);
    }

    /** Adds to the objective. */
    private static Strategy<?> withObjective(Function<ClientContext, UnaryOperator<Objective>> change) {
        return new PersonalHeads() {
            @Override
            Objective objective(ClientContext client) {
                return change.apply(client).apply(super.objective(client));
            }
        };
    }

    private static Strategy<?> scalingItsLoss(double factor) {
        return withObjective(client -> objective -> objective.with(new CrossEntropy(deepest(client), factor)));
    }

    private static Exit deepest(ClientContext client) {
        return new Exit(client.exits().deepest());
    }

    private static List<CheckedPlugin> valid() {
        return strategies()
                .keepsAll("averages the backbone", new PersonalHeads())
                .keepsAll("scales by noise and tests on the server", aggregating((server, round, results) -> {
                    ParameterSet noisy =
                            ParameterMath.scale(1 + 1e-6 * round.stream("noise").nextDouble(), mean(results));
                    round.network().load(round.federation().initial().with(noisy));
                    double[] sum = new double[1];
                    round.network().forward(round.examples(), pass -> sum[0] += pass.logits(new Exit(1))[0]);
                    return AggregationResult.of(new PersonalHeads.Server(noisy), Map.of("first-logits", sum[0]));
                }))
                .keepsAll("rejects a federation of one client", new PersonalHeads() {
                    @Override
                    public Server initialize(FederationSpec federation) {
                        if (federation.clients().size() < 2) {
                            throw new IllegalArgumentException("it compares clients; at least two are required");
                        }
                        return super.initialize(federation);
                    }
                })
                .keepsAll("has a weight for each step, which its term counts", withObjective(client -> objective -> {
                    double batches = Math.ceil((double) client.examples().size()
                            / client.training().batchSize());
                    double[] weights =
                            new double[(int) Math.ceil(client.training().epochs() * batches)];
                    Arrays.setAll(weights, step -> 0.1 / (1 + step));
                    int[] step = {0};
                    return objective.with(
                            (LossTerm) pass -> new CrossEntropy(deepest(client), weights[step[0]++]).addTo(pass));
                }))
                .keepsAll("weights each example, by its index", withObjective(client -> objective -> {
                    double[] weights = new double[client.examples().size()];
                    Arrays.setAll(weights, example -> 0.1 / (1 + example));
                    return objective.with((LossTerm) pass -> {
                        double[] logits = pass.logits(deepest(client));
                        double[] gradient = pass.logitGradient(deepest(client));
                        double value = 0;
                        for (int i = 0; i < pass.size() * pass.classes(); i++) {
                            double weight = weights[pass.example(i / pass.classes())] / pass.size();
                            value += weight * logits[i] * logits[i] / 2;
                            gradient[i] += weight * logits[i];
                        }
                        return value;
                    });
                }))
                .keepsAll(
                        "trains a head and uses the same logits as a teacher, with stopped gradients",
                        withObjective(client -> objective -> {
                            ExitSet exits = client.exits();
                            Exit first = exits.asList().get(0);
                            CrossEntropy known = new CrossEntropy(deepest(client), 1);
                            Distillation taught = new Distillation(first, Teacher.live(deepest(client)), 1, 2, true);
                            return objective.with(
                                    (LossTerm) pass -> known.addTo(pass) + (exits.size() > 1 ? taught.addTo(pass) : 0));
                        }))
                .breaksWithOption("", "reads the option of a strategy", options -> scalingItsLoss(options.factor()))
                .breaksWithOption("S22", "ignores the option of a strategy", options -> new PersonalHeads())
                .breaksWithOption(
                        "S22",
                        "reads an option that the contract test names as without effect",
                        DenyingAnOption.class,
                        options -> scalingItsLoss(options.factor()))
                .list();
    }

    private static List<CheckedPlugin> onTheServer() {
        return strategies()
                .breaks(
                        "S1",
                        "changes a map in its state",
                        new WithState<>(
                                backbone -> new Counts(backbone, new TreeMap<>()),
                                Counts::backbone,
                                (server, round, results) -> {
                                    results.updates().keySet().forEach(client -> server.lastSeen()
                                            .put(client, round.round().number()));
                                    return new Counts(mean(results), server.lastSeen());
                                }))
                .breaks("S2", "scales each download more", new PersonalHeads() {
                    @Override
                    public Payload download(Server server, FederationSpec federation, ClientId client, ExitSet exits) {
                        return Payload.of(ParameterMath.scale(1 + 1e-4 * CALLS.incrementAndGet(), server.shared()));
                    }
                })
                .breaks("S3", "averages over an identity set", aggregating((server, round, results) -> {
                    Set<ClientUpdate> updates = Collections.newSetFromMap(new IdentityHashMap<>());
                    updates.addAll(results.updates().values());
                    ParameterSet mean = server.shared();
                    for (ClientUpdate update : updates) {
                        ParameterSet sent = update.upload().parameters(Payload.PARAMETERS);
                        mean = ParameterMath.scale(0.5, ParameterMath.add(mean, sent));
                    }
                    return result(mean);
                }))
                .breaks(
                        "S7",
                        "has an array in its state",
                        new WithState<>(
                                backbone -> new Weights(backbone, new double[0]),
                                Weights::backbone,
                                (server, round, results) ->
                                        new Weights(mean(results), results.weights(AggregationWeights.DATA_SIZE))))
                .breaks("S8", "requires an update of every client", aggregating((server, round, results) -> {
                    if (results.all().stream().anyMatch(ClientResult.Failure.class::isInstance)) {
                        throw new IllegalStateException("a client returned no update");
                    }
                    return result(mean(results));
                }))
                .breaks("S18", "reads what clients keep", aggregating((server, round, results) -> {
                    double norm = 0;
                    for (ClientUpdate update : results.updates().values()) {
                        norm += ParameterMath.norm(update.state().parameters(Payload.PARAMETERS));
                    }
                    return result(ParameterMath.scale(1 + 1e-3 * norm, mean(results)));
                }))
                .breaks(
                        "S10",
                        "averages complete uploads although it accepts absent blocks",
                        capableOf(StrategyCapability.INACTIVE_EXITS, StrategyCapability.ABSENT_BLOCKS))
                .breaks(
                        "S12",
                        "ignores the aggregator",
                        capableOf(StrategyCapability.INACTIVE_EXITS, StrategyCapability.AGGREGATORS))
                .breaks("S12", "ignores the server optimiser", new PersonalHeads() {
                    @Override
                    public AggregationResult<Server> aggregate(
                            Server server, RoundContext round, ClientResults results) {
                        return result(
                                results.withoutServerStep().aggregate(server.shared(), AggregationWeights.DATA_SIZE));
                    }

                    @Override
                    public Set<StrategyCapability> capabilities() {
                        return Set.of(
                                StrategyCapability.INACTIVE_EXITS,
                                StrategyCapability.AGGREGATORS,
                                StrategyCapability.SERVER_OPTIMIZER);
                    }
                })
                .breaks("S18", "returns null", aggregating((server, round, results) -> null))
                .breaks(
                        "S24",
                        "reads the server's network before it loads it",
                        aggregating((server, round, results) -> {
                            ParameterSet held =
                                    round.network().read(server.shared().blocks());
                            round.network().load(mean(results));
                            return result(ParameterMath.axpy(1e-9, held, mean(results)));
                        }))
                .breaks("S10", "needs an example of the server", aggregating((server, round, results) -> {
                    round.examples().label(0);
                    return result(mean(results));
                }))
                .breaks(
                        "S17",
                        "has no similarities before the first comparison",
                        new WithState<>(
                                backbone -> new Compared(backbone, Similarities.none()),
                                Compared::backbone,
                                (server, round, results) -> {
                                    List<ClientId> cohort =
                                            List.copyOf(results.updates().keySet());
                                    double[][] zeros = new double[cohort.size()][cohort.size()];
                                    return new Compared(
                                            mean(results), server.similarities().with(cohort, zeros));
                                }) {
                            @Override
                            public Optional<Similarities> similarities(Compared server) {
                                return Optional.of(server.similarities())
                                        .filter(compared -> !compared.rows().isEmpty());
                            }
                        })
                .breaks("S18", "rejects the network of the contract test", new PersonalHeads() {
                    @Override
                    public Server initialize(FederationSpec federation) {
                        throw new IllegalArgumentException("it requires heads with a hidden layer");
                    }
                })
                .breaks(
                        "S18",
                        "aggregates to NaN",
                        aggregating((server, round, results) -> result(ParameterMath.scale(0.0 / 0, server.shared()))))
                .breaks(
                        "S18",
                        "aggregates to NaN in the second round",
                        aggregating((server, round, results) -> result(
                                round.round().number() == 2
                                        ? ParameterMath.scale(0.0 / 0, mean(results))
                                        : mean(results))))
                .breaks(
                        "S19",
                        "has weights whose sum is below 1",
                        aggregating((server, round, results) -> result(ParameterMath.scale(0.9, mean(results)))))
                .breaks("S19", "has the weights of the whole cohort", aggregating((server, round, results) -> {
                    List<ClientId> cohort = List.copyOf(round.exits().keySet());
                    double[] weights = AggregationWeights.DATA_SIZE.of(round.federation(), cohort);
                    double[] used = results.updates().keySet().stream()
                            .mapToDouble(client -> weights[cohort.indexOf(client)])
                            .toArray();
                    return result(ParameterMath.weightedSum(results.parameters(), used));
                }))
                .list();
    }

    private static ParameterSet mean(ClientResults results) {
        return results.mean(AggregationWeights.DATA_SIZE);
    }

    private static List<CheckedPlugin> onTheClient() {
        return strategies()
                .breaks("S4", "uses the running statistics of the previous client", new PersonalHeads() {
                    @Override
                    public ClientUpdate train(ClientContext client, Network network) {
                        ParameterSet leftOver = network.read(client.layout().buffers());
                        ParameterSet received = client.received().parameters(Payload.PARAMETERS);
                        return super.train(client.withReceived(Payload.of(received.with(leftOver))), network);
                    }
                })
                .breaks("S5", "counts trainings in a field", new PersonalHeads() {
                    private int trainings;

                    @Override
                    public ClientUpdate train(ClientContext client, Network network) {
                        trainings++;
                        return super.train(client, network);
                    }

                    @Override
                    public String toString() {
                        return "after " + trainings;
                    }
                })
                .breaks("S6", "changes each personal model by a counter", new PersonalHeads() {
                    @Override
                    public void personalise(ClientContext client, Network network) {
                        super.personalise(client, network);
                        ParameterSet heads = network.read(client.layout().heads());
                        network.load(ParameterMath.scale(1 + 1e-4 * CALLS.incrementAndGet(), heads));
                    }
                })
                .breaks("S9", "uploads personal heads", new PersonalHeads() {
                    @Override
                    Payload upload(ParameterLayout layout, Network network) {
                        return Payload.of(network.read(layout.trainable()));
                    }

                    @Override
                    public AggregationResult<Server> aggregate(
                            Server server, RoundContext round, ClientResults results) {
                        ParameterSet mean = mean(results);
                        return result(mean.select(mean.layout().backbone()));
                    }
                })
                .breaks("S10", "decays the heads of inactive exits", new PersonalHeads() {
                    @Override
                    BlockSet trainable(ClientContext client) {
                        return client.layout().trainable();
                    }
                })
                .breaks("S10", "throws if the loss is NaN", reporting(report -> {
                    if (Double.isNaN(report.loss())) {
                        throw new IllegalStateException("the loss is NaN");
                    }
                    return report;
                }))
                .breaks(
                        "S10",
                        "reports a loss that is not finite as 0",
                        reporting(report -> Double.isFinite(report.loss()) ? report : report.withLoss(0)))
                .breaks(
                        "S18",
                        "reports negative epochs",
                        reporting(report -> TrainingReport.of(-1, report.steps(), report.loss())))
                .breaks("S10", "rejects new clients", new PersonalHeads() {
                    @Override
                    public void personalise(ClientContext client, Network network) {
                        client.federation().clients().get(client.id().index());
                        super.personalise(client, network);
                    }
                })
                .breaks("S13", "loses running statistics", keeping(ParameterLayout::heads))
                .breaks("S15", "keeps features without copying them", new PersonalHeads() {
                    @Override
                    public void personalise(ClientContext client, Network network) {
                        super.personalise(client, network);
                        List<double[]> features = new ArrayList<>();
                        network.forward(client.examples(), pass -> features.add(pass.feature(new Exit(1))));
                        double scale = 1 + 0.01 * Math.abs(features.get(0)[0]);
                        network.load(ParameterMath.scale(
                                scale, network.read(client.layout().heads())));
                    }
                })
                .breaks("S16", "returns the report of the last phase", new PersonalHeads() {
                    @Override
                    public ClientUpdate train(ClientContext client, Network network) {
                        ClientUpdate update = super.train(client, network);
                        BlockSet heads = client.layout().heads(client.exits());
                        TrainingReport last =
                                client.train(network, objective(client).restrictedTo(heads), 1, "heads");
                        ParameterSet kept = update.state().parameters(Payload.PARAMETERS);
                        return new ClientUpdate(update.upload(), Payload.of(kept.with(network.read(heads))), last);
                    }
                })
                .breaks(
                        "S18",
                        "uploads NaN",
                        uploading((layout, network) -> ParameterMath.scale(0.0 / 0, network.read(layout.backbone()))))
                .breaks("S21", "trains all rounds at one rate", new PersonalHeads() {
                    @Override
                    LocalTraining training(ClientContext client) {
                        return super.training(client).withLearningRate(0.1);
                    }
                })
                .breaks("S21", "divides by the rate of the first round", returning((update, client, network) -> {
                    ParameterSet sent = update.upload().parameters(Payload.PARAMETERS);
                    double change = ParameterMath.norm(
                            ParameterMath.subtract(sent, client.parameters().select(sent.blocks())));
                    double rate = client.federation().training(new Round(1)).learningRate();
                    return new ClientUpdate(
                            update.upload(), update.state(), update.report().withMetric("gradient", change / rate, 1));
                }))
                .list();
    }

    /** Adds a module that is pulled to 1 if {@code sign} is 1, and away from it if it is -1. */
    private static Objective withModule(Objective objective, int sign) {
        return objective.with(TrainableModule.of("scale", new float[] {0.5f})).with((LossTerm) pass -> {
            double distance = pass.module("scale")[0] - 1;
            pass.moduleGradient("scale")[0] += sign * distance;
            return 0.5 * distance * distance;
        });
    }

    /** Scales logits by a temperature. */
    record Temperature(float value) implements PersonalRule {
        @Override
        public double[] logits(Reached reached) {
            return Arrays.stream(reached.logits()).map(logit -> logit / value).toArray();
        }
    }

    /** Adds the logits of further networks. */
    record Sum(List<ParameterSet> networks) implements PersonalRule {
        @Override
        public double[] logits(Reached reached) {
            double[] logits = reached.logits();
            double[] sum = new double[logits.length / (1 + networks.size())];
            for (int i = 0; i < logits.length; i++) {
                sum[i % sum.length] += logits[i];
            }
            return sum;
        }
    }

    /** Adds the logits of the network with some of the blocks that a client received. */
    private static Strategy<?> adding(Function<ParameterLayout, BlockSet> blocks) {
        return new PersonalHeads() {
            @Override
            public Optional<PersonalRule> rule(ClientContext client, Network network) {
                ParameterSet received = client.federation()
                        .initial(client.id())
                        .with(client.received().parameters().orElseThrow());
                return Optional.of(new Sum(List.of(received.select(blocks.apply(client.layout())))));
            }

            @Override
            public Optional<Class<? extends PersonalRule>> ruleType() {
                return Optional.of(Sum.class);
            }
        };
    }

    /** Has a component that cannot be stored. */
    record Offsets(double[] values) implements PersonalRule {
        @Override
        public double[] logits(Reached reached) {
            return reached.logits();
        }
    }

    /** Changes its argument. */
    record Centring(float value) implements PersonalRule {
        @Override
        public double[] logits(Reached reached) {
            double[] logits = reached.logits();
            double mean = Arrays.stream(logits).average().orElseThrow();
            Arrays.setAll(logits, c -> logits[c] - value * mean);
            return logits;
        }
    }

    private static Strategy<?> ruledBy(Class<? extends PersonalRule> type, PersonalRule rule) {
        return new PersonalHeads() {
            @Override
            public Optional<PersonalRule> rule(ClientContext client, Network network) {
                return Optional.of(rule);
            }

            @Override
            public Optional<Class<? extends PersonalRule>> ruleType() {
                return Optional.of(type);
            }
        };
    }

    private static List<CheckedPlugin> afterTheNetwork() {
        return strategies()
                .keepsAll("has a temperature for each client", ruledBy(Temperature.class, new Temperature(2)))
                .keepsAll("adds the logits of another network", adding(ParameterLayout::all))
                .breaks("S23", "has a rule with a network without heads", adding(ParameterLayout::backbone))
                .breaks("S23", "has a rule of another type", ruledBy(Offsets.class, new Temperature(2)))
                .breaks("S23", "has a rule that cannot be stored", ruledBy(Offsets.class, new Offsets(new double[1])))
                .breaks("S23", "has a rule that changes logits in place", ruledBy(Centring.class, new Centring(0.5f)))
                .breaks("S23", "divides logits by 0", ruledBy(Temperature.class, new Temperature(0)))
                .breaks("S23", "trains the network for its rule", new PersonalHeads() {
                    @Override
                    public Optional<PersonalRule> rule(ClientContext client, Network network) {
                        client.train(network, objective(client));
                        return Optional.of(new Temperature(2));
                    }

                    @Override
                    public Optional<Class<? extends PersonalRule>> ruleType() {
                        return Optional.of(Temperature.class);
                    }
                })
                .list();
    }

    private static List<CheckedPlugin> inTheLoss() {
        return strategies()
                .keepsAll("trains a module", withObjective(client -> objective -> withModule(objective, 1)))
                .breaks(
                        "S20",
                        "has a module with a gradient of the wrong sign",
                        withObjective(client -> objective -> withModule(objective, -1)))
                .breaks(
                        "S15",
                        "averages over a whole array",
                        withObjective(client -> objective -> objective.with((LossTerm) pass -> {
                            double[] logits = pass.logits(deepest(client));
                            double[] gradient = pass.logitGradient(deepest(client));
                            double value = 0;
                            for (int i = 0; i < pass.size() * pass.classes(); i++) {
                                value += 0.01 * logits[i] * logits[i] / logits.length;
                                gradient[i] += 0.02 * logits[i] / logits.length;
                            }
                            return value;
                        })))
                .breaks(
                        "S15",
                        "reads a whole array of a frozen network",
                        withObjective(client -> objective -> objective
                                .with(new FrozenNetwork("old", client.parameters(), client.exits()))
                                .with((LossTerm) pass -> {
                                    double[] logits = pass.network("old").logits(deepest(client));
                                    return Arrays.stream(logits).sum();
                                })))
                .breaks(
                        "S20",
                        "has a loss with a gradient of the wrong sign",
                        withObjective(client -> objective -> objective.with((LossTerm) pass -> {
                            double[] logits = pass.logits(deepest(client));
                            double[] gradient = pass.logitGradient(deepest(client));
                            double value = 0;
                            for (int i = 0; i < pass.size() * pass.classes(); i++) {
                                value += 0.005 * logits[i] * logits[i] / pass.size();
                                gradient[i] -= 0.01 * logits[i] / pass.size();
                            }
                            return value;
                        })))
                .breaks(
                        "S20",
                        "has a loss with one of two gradients of the wrong sign",
                        withObjective(client -> objective -> objective.with((LossTerm) pass -> {
                            double[] feature = pass.feature(deepest(client));
                            double[] gradient = pass.featureGradient(deepest(client));
                            double value = 1e-4 * feature[0] * feature[0];
                            gradient[0] -= 2e-4 * feature[0];
                            return value + new CrossEntropy(deepest(client), 1).addTo(pass);
                        })))
                .breaks(
                        "S20",
                        "has a penalty with a gradient of the wrong sign",
                        withObjective(client -> objective -> objective.with((ParameterTerm) (parameters, gradient) -> {
                            double value = 0;
                            for (int i = 0; i < parameters.length; i++) {
                                value += 0.005 * parameters[i] * parameters[i];
                                gradient[i] -= 0.01f * parameters[i];
                            }
                            return value;
                        })))
                .list();
    }

    public record Counts(ParameterSet backbone, Map<ClientId, Integer> lastSeen) {}

    public record Weights(ParameterSet backbone, double[] weights) {}

    public record Compared(ParameterSet backbone, Similarities similarities) {}

    @FunctionalInterface
    private interface Next<S> {
        S of(S server, RoundContext round, ClientResults results);
    }

    /** Averages the backbone, with another state of the server. */
    private static class WithState<S extends Record> implements Strategy<S> {
        private final PersonalHeads valid = new PersonalHeads();
        private final Function<ParameterSet, S> first;
        private final Function<S, ParameterSet> backbone;
        private final Next<S> next;

        WithState(Function<ParameterSet, S> first, Function<S, ParameterSet> backbone, Next<S> next) {
            this.first = first;
            this.backbone = backbone;
            this.next = next;
        }

        @Override
        public S initialize(FederationSpec federation) {
            return first.apply(valid.initialize(federation).shared());
        }

        @Override
        public Payload download(S server, FederationSpec federation, ClientId client, ExitSet exits) {
            return Payload.of(backbone.apply(server));
        }

        @Override
        public ClientUpdate train(ClientContext client, Network network) {
            return valid.train(client, network);
        }

        @Override
        public AggregationResult<S> aggregate(S server, RoundContext round, ClientResults results) {
            return AggregationResult.of(next.of(server, round, results));
        }
    }
}
