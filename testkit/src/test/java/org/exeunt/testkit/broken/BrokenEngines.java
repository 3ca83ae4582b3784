package org.exeunt.testkit.broken;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ForkJoinTask;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.exeunt.api.Exit;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.exit.ExitDecision;
import org.exeunt.api.exit.ExitInput;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.network.Engine;
import org.exeunt.api.network.ForwardingNetwork;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Modality;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.network.WidthSlicing;
import org.exeunt.api.objective.AuxiliaryHead;
import org.exeunt.api.objective.ForwardPass;
import org.exeunt.api.objective.FrozenAuxiliaryHead;
import org.exeunt.api.objective.LossTerm;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.objective.ParameterTerm;
import org.exeunt.api.objective.Softmax;
import org.exeunt.api.objective.TrainableAuxiliaryHead;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.LinearAlgebra;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.testkit.contract.EngineContract;
import org.exeunt.testsupport.engine.ForwardingDesign;
import org.exeunt.testsupport.engine.ForwardingPass;
import org.exeunt.testsupport.engine.ToyEngine;
import org.exeunt.testsupport.engine.ToyNetworkOptions;

/** Toy engines with one mistake. */
final class BrokenEngines {
    private BrokenEngines() {}

    static class Engines extends EngineContract<ToyNetworkOptions> {
        /** Read here, because some checks call {@link #engine()} on other threads. */
        private final Engine<ToyNetworkOptions> engine = CheckedPlugin.subject();

        @Override
        protected Engine<ToyNetworkOptions> engine() {
            return engine;
        }

        @Override
        protected ToyNetworkOptions network() {
            return ToyNetworkOptions.of(6, 5, 4).withBuffers();
        }
    }

    static List<CheckedPlugin> list() {
        return Stream.of(networks(), training(), inference(), gradients(), auxiliaryHeads(), algebra())
                .flatMap(List::stream)
                .toList();
    }

    private static CheckedPlugin engine(String rule, String what, Engine<ToyNetworkOptions> engine) {
        return new CheckedPlugin(rule, what, Engines.class, engine);
    }

    private static CheckedPlugin design(String rule, String what, UnaryOperator<NetworkDesign> broken) {
        return engine(
                rule, what, (network, input, classes) -> broken.apply(new ToyEngine().design(network, input, classes)));
    }

    private static CheckedPlugin network(String rule, String what, UnaryOperator<Network> broken) {
        return design(rule, what, design -> new ForwardingDesign(design) {
            @Override
            public Network open() {
                return broken.apply(super.open());
            }
        });
    }

    @FunctionalInterface
    private interface Training {
        TrainingReport of(Objective objective, Examples examples, LocalTraining training, RandomGenerator random);
    }

    private static CheckedPlugin training(String rule, String what, Function<Network, Training> broken) {
        return network(rule, what, network -> {
            Training changed = broken.apply(network);
            return new ForwardingNetwork(network) {
                @Override
                public TrainingReport train(
                        Objective objective, Examples examples, LocalTraining training, RandomGenerator random) {
                    return changed.of(objective, examples, training, random);
                }
            };
        });
    }

    /** Trains for another objective than the given one. */
    private static CheckedPlugin objective(String rule, String what, UnaryOperator<Objective> other) {
        return network(rule, what, network -> new ForwardingNetwork(network) {
            @Override
            public TrainingReport train(
                    Objective objective, Examples examples, LocalTraining training, RandomGenerator random) {
                return super.train(other.apply(objective), examples, training, random);
            }

            @Override
            public ParameterSet gradient(Objective objective, Examples examples, RandomGenerator random) {
                return super.gradient(other.apply(objective), examples, random);
            }
        });
    }

    /** Passes another forward pass to loss terms. */
    private static CheckedPlugin pass(
            String rule, String what, BiFunction<ForwardPass, Objective, AlteredPass> altered) {
        return objective(
                rule,
                what,
                objective -> withLoss(objective, pass -> {
                    AlteredPass shown = altered.apply(pass, objective);
                    double value = sumOf(objective.losses(), shown);
                    shown.beforeTheStep();
                    return value;
                }));
    }

    @FunctionalInterface
    private interface Inference {
        List<ExitDecision> of(Examples examples, ExitRule rule);
    }

    private static CheckedPlugin inference(String rule, String what, Function<Network, Inference> broken) {
        return network(rule, what, network -> {
            Inference changed = broken.apply(network);
            return new ForwardingNetwork(network) {
                @Override
                public List<ExitDecision> infer(Examples examples, ExitRule exitRule) {
                    return changed.of(examples, exitRule);
                }
            };
        });
    }

    private static double sumOf(List<LossTerm> losses, ForwardPass pass) {
        return losses.stream().mapToDouble(loss -> loss.addTo(pass)).sum();
    }

    private static Objective withLoss(Objective objective, LossTerm loss) {
        return new Objective(
                objective.exits(),
                objective.trainable(),
                List.of(loss),
                objective.penalties(),
                objective.auxiliaryHeads());
    }

    private static Map<String, AuxiliaryHead> byName(Objective objective) {
        return objective.auxiliaryHeads().stream().collect(Collectors.toMap(AuxiliaryHead::name, head -> head));
    }

    private static List<CheckedPlugin> networks() {
        return List.of(
                design("E1", "draws initial values from its own stream", design -> new ForwardingDesign(design) {
                    @Override
                    public ParameterSet initialParameters(RandomGenerator random) {
                        return super.initialParameters(new RandomStreams(5).stream("own"));
                    }
                }),
                // one failure with its cause; every other check is aborted
                design("E1", "cannot be designed", design -> {
                    throw new IllegalArgumentException("the head does not fit the stage");
                }),
                network("E1", "cannot be opened", network -> {
                    throw new IllegalStateException("a layer has no inputs");
                }),
                network("E2", "clears blocks that are not loaded", network -> new ForwardingNetwork(network) {
                    @Override
                    public void load(ParameterSet parameters) {
                        super.load(ParameterSet.zeros(spec().layout().all()).with(parameters));
                    }
                }),
                network("E15", "keeps the velocity of a gradient", network -> new ForwardingNetwork(network) {
                    @Override
                    public ParameterSet gradient(Objective objective, Examples examples, RandomGenerator random) {
                        ParameterSet gradient = super.gradient(objective, examples, random);
                        loadVelocity(gradient);
                        return gradient;
                    }
                }),
                design("E16", "declares shared blocks as those of a modality", design -> new ForwardingDesign(design) {
                    @Override
                    public List<Modality> modalities() {
                        return List.of(new Modality(
                                "first", List.of(0), spec().layout().backbone()));
                    }
                }),
                design("E14", "narrows outputs alone", design -> new ForwardingDesign(design) {
                    @Override
                    public NetworkSpec spec() {
                        NetworkSpec facts = super.spec();
                        Map<String, Set<Integer>> outputs = new TreeMap<>();
                        facts.layout().backbone().blocks().forEach(block -> outputs.put(block.name(), Set.of(0)));
                        return new NetworkSpec(
                                facts.layout(),
                                facts.input(),
                                facts.classes(),
                                facts.stageMacs(),
                                facts.headMacs(),
                                Optional.of(new WidthSlicing(outputs)),
                                facts.activations(),
                                facts.allMacsKnown());
                    }
                }));
    }

    private static List<CheckedPlugin> training() {
        return List.of(
                training("E3", "keeps its random stream", network -> {
                    int[] trainings = {0};
                    return (objective, examples, training, random) -> {
                        boolean counts = examples.size() > training.batchSize();
                        for (int i = 0; i < trainings[0] && counts; i++) {
                            random.nextLong();
                        }
                        trainings[0] += counts && objective.auxiliaryHeads().isEmpty() ? 1 : 0;
                        return network.train(objective, examples, training, random);
                    };
                }),
                // rules that compare passes with other random numbers are skipped
                network("E3", "drops inputs", network -> new ForwardingNetwork(network) {
                    @Override
                    public TrainingReport train(
                            Objective objective, Examples examples, LocalTraining training, RandomGenerator random) {
                        return super.train(objective, dropping(examples, random), training, random);
                    }

                    @Override
                    public ParameterSet gradient(Objective objective, Examples examples, RandomGenerator random) {
                        return super.gradient(objective, dropping(examples, random), random);
                    }

                    private Examples dropping(Examples examples, RandomGenerator random) {
                        int[] labels = IntStream.range(0, examples.size())
                                .map(examples::label)
                                .toArray();
                        return Examples.of(labels, (index, target, offset) -> {
                            examples.copyTo(index, target, offset);
                            target[offset + random.nextInt(spec().input().size())] = 0;
                        });
                    }
                }),
                training("E4", "decays frozen heads", network -> (objective, examples, training, random) -> {
                    TrainingReport report = network.train(objective, examples, training, random);
                    if (!objective.trainable().isEmpty()) {
                        BlockSet frozen = network.spec().layout().heads().minus(objective.trainable());
                        network.load(ParameterMath.scale(1 - training.weightDecay(), network.read(frozen)));
                    }
                    return report;
                }),
                training("E5", "uses every head", network -> (objective, examples, training, random) -> {
                    TrainingReport report = network.train(objective, examples, training, random);
                    return report.withLoss(report.loss() + zeroOf(network));
                }),
                training(
                        "E6",
                        "keeps one order",
                        network -> (objective, examples, training, random) ->
                                network.train(objective, examples, training, shufflingOnce(examples.size(), random))),
                training("E7", "pads short batches", network -> (objective, examples, training, random) -> {
                    int[] filled = IntStream.range(0, Math.max(examples.size(), training.batchSize()))
                            .map(row -> row % examples.size())
                            .toArray();
                    return network.train(objective, examples.select(filled), training, random);
                }),
                training("E8", "averages the loss over batches", network -> (objective, examples, training, random) -> {
                    List<Double> batches = new ArrayList<>();
                    Objective watched = withLoss(objective, pass -> {
                        double value = sumOf(objective.losses(), pass);
                        batches.add(value);
                        return value;
                    });
                    TrainingReport report = network.train(watched, examples, training, random);
                    int last = batches.size() - batches.size() / Math.max(1, training.epochs());
                    OptionalDouble mean = batches.stream()
                            .skip(last)
                            .mapToDouble(Double::doubleValue)
                            .average();
                    return objective.penalties().isEmpty() && mean.isPresent()
                            ? report.withLoss(mean.getAsDouble())
                            : report;
                }),
                training("E9", "trains at least one epoch", network -> (objective, examples, training, random) -> {
                    boolean alone = objective.auxiliaryHeads().isEmpty();
                    int epochs = alone ? Math.max(1, training.epochs()) : training.epochs();
                    return network.train(objective, examples, training.withEpochs(epochs), random);
                }));
    }

    /** Returns 0, or NaN if a head has a value that is not finite. */
    private static double zeroOf(Network network) {
        return 0 * ParameterMath.norm(network.read(network.spec().layout().heads()));
    }

    /** Returns the random numbers of one shuffle; afterwards, every example is swapped with itself. */
    private static RandomGenerator shufflingOnce(int examples, RandomGenerator random) {
        return new RandomGenerator() {
            private int swaps = examples - 1;

            @Override
            public int nextInt(int bound) {
                return swaps-- > 0 ? random.nextInt(bound) : bound - 1;
            }

            @Override
            public long nextLong() {
                return random.nextLong();
            }
        };
    }

    private static List<CheckedPlugin> inference() {
        return List.of(
                network("E10", "forgets velocities in inference", network -> new ForwardingNetwork(network) {
                    @Override
                    public void forward(Examples examples, Consumer<? super ForwardPass> visitor) {
                        super.forward(examples, visitor);
                        resetVelocity(spec().layout().trainable());
                    }
                }),
                network("E11", "returns gradients in inference", network -> new ForwardingNetwork(network) {
                    @Override
                    public void forward(Examples examples, Consumer<? super ForwardPass> visitor) {
                        super.forward(
                                examples,
                                pass -> visitor.accept(new ForwardingPass(pass) {
                                    @Override
                                    public double[] featureGradient(Exit exit) {
                                        return new double[size() * featureSize(exit)];
                                    }
                                }));
                    }
                }),
                inference(
                        "E12",
                        "swaps decisions",
                        network -> (examples, rule) -> rotated(network.infer(examples, rule), 1)),
                inference(
                        "E12",
                        "ignores answers",
                        network -> (examples, rule) -> network.infer(examples, new ExitRule() {
                            @Override
                            public String label() {
                                return rule.label();
                            }

                            @Override
                            public boolean shouldExit(ExitInput input) {
                                return rule.shouldExit(input);
                            }
                        })),
                inference("E12", "swaps decisions after a failure", network -> {
                    boolean[] failed = {false};
                    return (examples, rule) -> {
                        try {
                            return rotated(network.infer(examples, rule), failed[0] ? 1 : 0);
                        } catch (RuntimeException e) {
                            failed[0] = true;
                            throw e;
                        }
                    };
                }),
                inference("E13", "evaluates deeper stages", network -> (examples, rule) -> {
                    double zero = zeroOf(network);
                    return network.infer(examples, rule).stream()
                            .map(each -> new ExitDecision(each.exit(), each.label(), each.confidence() + zero))
                            .toList();
                }));
    }

    private static List<ExitDecision> rotated(List<ExitDecision> decisions, int by) {
        List<ExitDecision> rotated = new ArrayList<>(decisions);
        Collections.rotate(rotated, by);
        return rotated;
    }

    private static List<CheckedPlugin> gradients() {
        return List.of(
                pass("G1", "averages the gradients of exits", (pass, objective) -> new AlteredPass(pass) {
                    @Override
                    void beforeTheStep() {
                        atLogits.forEach(exit -> scale(1.0 / atLogits.size(), pass.logitGradient(exit)));
                    }
                }),
                pass("G2", "counts one exit twice", (pass, objective) -> new AlteredPass(pass) {
                    @Override
                    void beforeTheStep() {
                        atLogits.forEach(exit -> scale(exits().size() == 1 ? 2 : 1, pass.logitGradient(exit)));
                    }
                }),
                pass("G3", "keeps the last gradient at an exit", (pass, objective) -> new AlteredPass(pass) {
                    @Override
                    public double[] logitGradient(Exit exit) {
                        double[] gradient = super.logitGradient(exit);
                        Arrays.fill(gradient, 0);
                        return gradient;
                    }
                }),
                pass("G4", "trains the teacher", (pass, objective) -> new AlteredPass(pass) {
                    @Override
                    void beforeTheStep() {
                        for (AuxiliaryHead head : objective.auxiliaryHeads()) {
                            if (head instanceof FrozenAuxiliaryHead && exits().contains(head.exit())) {
                                double[] teacher = featureGradient(head.exit());
                                atLogits.forEach(student -> teacher[0] += pass.logitGradient(student)[0]);
                            }
                        }
                    }
                }),
                pass("G5", "shows probabilities of frozen heads", (pass, objective) -> new AlteredPass(pass) {
                    @Override
                    public double[] logits(String head) {
                        double[] logits = super.logits(head);
                        return byName(objective).get(head) instanceof FrozenAuxiliaryHead
                                ? probabilities(logits, classes())
                                : logits;
                    }
                }),
                pass("G6", "passes head-only gradients on to the stages", (pass, objective) -> new AlteredPass(pass) {
                    @Override
                    public double[] headOnlyGradient(Exit exit) {
                        return logitGradient(exit);
                    }
                }),
                pass("G7", "uses one gradient for each head", (pass, objective) -> new AlteredPass(pass) {
                    @Override
                    void beforeTheStep() {
                        atHeads.stream()
                                .filter(atLogits::contains)
                                .forEach(exit -> Arrays.fill(pass.headOnlyGradient(exit), 0));
                    }
                }),
                pass("G8", "loses gradients at features", (pass, objective) -> new AlteredPass(pass) {
                    @Override
                    public double[] featureGradient(Exit exit) {
                        return new double[size() * featureSize(exit)];
                    }
                }),
                objective(
                        "G9",
                        "halves gradients of penalties",
                        objective -> new Objective(
                                objective.exits(),
                                objective.trainable(),
                                objective.losses(),
                                objective.penalties().stream()
                                        .map(BrokenEngines::halved)
                                        .toList(),
                                objective.auxiliaryHeads())),
                // the gradient of the final exit is kept, so that all trainable blocks change
                pass("G10", "stops at shallow heads that are frozen", (pass, objective) -> new AlteredPass(pass) {
                    @Override
                    public double[] logitGradient(Exit exit) {
                        BlockSet trainable = objective.trainable();
                        boolean passesOn = exit.number() == exits().deepest()
                                || trainable.containsAll(trainable.layout().head(exit));
                        return passesOn ? super.logitGradient(exit) : headOnlyGradient(exit);
                    }
                }));
    }

    private static double[] probabilities(double[] logits, int classes) {
        double[] all = new double[logits.length];
        double[] row = new double[classes];
        for (int from = 0; from < logits.length; from += classes) {
            Softmax.row(logits, from, classes, 1, row);
            System.arraycopy(row, 0, all, from, classes);
        }
        return all;
    }

    private static ParameterTerm halved(ParameterTerm term) {
        return (parameters, gradient) -> {
            float[] own = new float[gradient.length];
            double value = term.addTo(parameters, own);
            for (int i = 0; i < own.length; i++) {
                gradient[i] += own[i] / 2;
            }
            return value;
        };
    }

    private static List<CheckedPlugin> auxiliaryHeads() {
        return List.of(
                training(
                        "H1",
                        "skips heads of inactive exits",
                        network -> (objective, examples, training, random) -> withHeads(
                                network.train(objective, examples, training, random),
                                objective,
                                head -> objective.exits().contains(head.exit()))),
                training("H2", "keeps heads between trainings", network -> {
                    Map<String, ParameterSet> kept = new HashMap<>();
                    return (objective, examples, training, random) -> {
                        List<AuxiliaryHead> heads = new ArrayList<>();
                        for (AuxiliaryHead head : objective.auxiliaryHeads()) {
                            ParameterSet start = kept.getOrDefault(head.name(), head.parameters());
                            heads.add(
                                    head instanceof TrainableAuxiliaryHead
                                            ? new TrainableAuxiliaryHead(head.name(), head.exit(), start)
                                            : head);
                        }
                        Objective changed = new Objective(
                                objective.exits(),
                                objective.trainable(),
                                objective.losses(),
                                objective.penalties(),
                                heads);
                        TrainingReport report = network.train(changed, examples, training, random);
                        kept.putAll(report.heads());
                        return report;
                    };
                }),
                pass("H3", "lets auxiliary heads train live ones", (pass, objective) -> new AlteredPass(pass) {
                    @Override
                    void beforeTheStep() {
                        for (String name : atAuxiliaryHeads) {
                            Exit exit = byName(objective).get(name).exit();
                            if (exits().contains(exit)) {
                                pass.logitGradient(exit)[0] += pass.logitGradient(name)[0];
                            }
                        }
                    }
                }),
                pass("H4", "shares gradients with the live head", (pass, objective) -> new AlteredPass(pass) {
                    @Override
                    void beforeTheStep() {
                        for (String name : atAuxiliaryHeads) {
                            if (atLogits.contains(byName(objective).get(name).exit())) {
                                scale(0.5, pass.logitGradient(name));
                            }
                        }
                    }
                }),
                training("H5", "skips heads without a loss", network -> (objective, examples, training, random) -> {
                    Set<String> asked = new TreeSet<>();
                    Objective watched = withLoss(objective, pass -> {
                        AlteredPass watching = new AlteredPass(pass) {};
                        double value = sumOf(objective.losses(), watching);
                        asked.addAll(watching.atAuxiliaryHeads);
                        return value;
                    });
                    TrainingReport report = network.train(watched, examples, training, random);
                    return withHeads(report, objective, head -> asked.contains(head.name()));
                }),
                training("H6", "ignores missing heads", network -> (objective, examples, training, random) -> {
                    try {
                        return network.train(objective, examples, training, random);
                    } catch (IllegalArgumentException e) {
                        return TrainingReport.of(0, 0, 0);
                    }
                }));
    }

    /** Returns the initial values of the heads that have not learned. */
    private static TrainingReport withHeads(
            TrainingReport report, Objective objective, Predicate<AuxiliaryHead> learned) {
        Map<String, ParameterSet> heads = new TreeMap<>(report.heads());
        heads.replaceAll((name, values) -> {
            AuxiliaryHead head = byName(objective).get(name);
            return learned.test(head) ? values : head.parameters();
        });
        return report.withHeads(heads);
    }

    /** Keeps the contract: linear algebra in plain Java. */
    private static class Plain implements LinearAlgebra {
        @Override
        public void addInnerProducts(float[][] vectors, int length, double[][] products) {
            LinearAlgebra.plain().addInnerProducts(vectors, length, products);
        }

        @Override
        public void weightedSums(double[][] weights, float[][] vectors, int length, float[][] sums) {
            LinearAlgebra.plain().weightedSums(weights, vectors, length, sums);
        }
    }

    private static CheckedPlugin algebra(String rule, String what, LinearAlgebra algebra) {
        return engine(rule, what, new Engine<>() {
            @Override
            public NetworkDesign design(ToyNetworkOptions network, InputShape input, int classes) {
                return new ToyEngine().design(network, input, classes);
            }

            @Override
            public LinearAlgebra linearAlgebra() {
                return algebra;
            }
        });
    }

    private static List<CheckedPlugin> algebra() {
        return List.of(
                algebra("V1", "adds in float", new Plain() {
                    @Override
                    public void addInnerProducts(float[][] vectors, int length, double[][] products) {
                        for (int i = 0; i < products.length; i++) {
                            for (int j = i; j < vectors.length; j++) {
                                float sum = 0;
                                for (int p = 0; p < length; p++) {
                                    sum += vectors[i][p] * vectors[j][p];
                                }
                                products[i][j] += sum;
                            }
                        }
                    }
                }),
                algebra("V2", "splits sums by threads", new Plain() {
                    @Override
                    public void addInnerProducts(float[][] vectors, int length, double[][] products) {
                        int threads = ForkJoinTask.inForkJoinPool()
                                ? ForkJoinTask.getPool().getParallelism()
                                : 1;
                        int first = length / threads;
                        float[][] rest = new float[vectors.length][];
                        Arrays.setAll(rest, i -> Arrays.copyOfRange(vectors[i], first, length));
                        double[][] other = new double[products.length][vectors.length];
                        super.addInnerProducts(vectors, first, products);
                        super.addInnerProducts(rest, length - first, other);
                        for (int i = 0; i < products.length; i++) {
                            for (int j = i; j < vectors.length; j++) {
                                products[i][j] += other[i][j];
                            }
                        }
                    }
                }),
                algebra("V3", "multiplies by zero", new Plain() {
                    @Override
                    public void weightedSums(double[][] weights, float[][] vectors, int length, float[][] sums) {
                        for (int i = 0; i < weights.length; i++) {
                            for (int p = 0; p < length; p++) {
                                double sum = 0;
                                for (int j = 0; j < vectors.length; j++) {
                                    sum = Math.fma(weights[i][j], vectors[j][p], sum);
                                }
                                sums[i][p] = (float) sum;
                            }
                        }
                    }
                }));
    }
}
