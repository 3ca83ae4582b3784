package org.exeunt.testkit.broken;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.exeunt.api.Exit;
import org.exeunt.api.data.Examples;
import org.exeunt.api.exit.ExitDecision;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.network.Engine;
import org.exeunt.api.network.ForwardingNetwork;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Modality;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.network.PersonalRule;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.network.WidthSlicing;
import org.exeunt.api.objective.AuxiliaryHead;
import org.exeunt.api.objective.ForwardPass;
import org.exeunt.api.objective.ForwardingPass;
import org.exeunt.api.objective.FrozenAuxiliaryHead;
import org.exeunt.api.objective.LossTerm;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.objective.Softmax;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.testkit.contract.EngineContract;
import org.exeunt.testsupport.engine.ForwardingDesign;
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
        return Stream.of(designs(), training(), inference(), passes())
                .flatMap(List::stream)
                .toList();
    }

    private static CheckedPlugin design(String rule, String what, UnaryOperator<NetworkDesign> broken) {
        Engine<ToyNetworkOptions> engine =
                (network, input, classes) -> broken.apply(new ToyEngine().design(network, input, classes));
        return new CheckedPlugin(rule, what, Engines.class, engine);
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

    private static CheckedPlugin inference(
            String rule, String what, BiFunction<Network, List<ExitDecision>, List<ExitDecision>> broken) {
        return network(rule, what, network -> new ForwardingNetwork(network) {
            @Override
            public List<ExitDecision> infer(Examples examples, ExitRule exitRule, PersonalRule personal) {
                return broken.apply(network, super.infer(examples, exitRule, personal));
            }
        });
    }

    /** Passes another forward pass to loss terms. */
    private static CheckedPlugin pass(
            String rule, String what, BiFunction<ForwardPass, Objective, AlteredPass> altered) {
        UnaryOperator<Objective> other = objective -> withLoss(objective, pass -> {
            AlteredPass shown = altered.apply(pass, objective);
            double value = sumOf(objective.losses(), shown);
            shown.beforeTheStep();
            return value;
        });
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

    /** A forward pass with wrong values, which records where gradients were requested. */
    private abstract static class AlteredPass extends ForwardingPass {
        final Set<Exit> atLogits = new TreeSet<>();
        final Set<Exit> atHeads = new TreeSet<>();
        final Set<String> atAuxiliaryHeads = new TreeSet<>();

        AlteredPass(ForwardPass pass) {
            super(pass);
        }

        /** Called once all terms have added their gradients. */
        void beforeTheStep() {}

        @Override
        public double[] logitGradient(Exit exit) {
            atLogits.add(exit);
            return super.logitGradient(exit);
        }

        @Override
        public double[] headOnlyGradient(Exit exit) {
            atHeads.add(exit);
            return super.headOnlyGradient(exit);
        }

        @Override
        public double[] logitGradient(String head) {
            atAuxiliaryHeads.add(head);
            return super.logitGradient(head);
        }

        static void scale(double factor, double[] values) {
            Arrays.setAll(values, i -> factor * values[i]);
        }
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
                objective.auxiliaryHeads(),
                objective.networks(),
                objective.modules());
    }

    private static AuxiliaryHead head(Objective objective, String name) {
        return objective.auxiliaryHeads().stream()
                .filter(head -> head.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<CheckedPlugin> designs() {
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
                                facts.featureSizes(),
                                facts.allMacsKnown());
                    }
                }),
                design("E18", "states other sizes of features", design -> new ForwardingDesign(design) {
                    @Override
                    public NetworkSpec spec() {
                        NetworkSpec facts = super.spec();
                        return new NetworkSpec(
                                facts.layout(),
                                facts.input(),
                                facts.classes(),
                                facts.stageMacs(),
                                facts.headMacs(),
                                facts.narrowing(),
                                facts.activations(),
                                Collections.nCopies(facts.exits(), 1),
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
                        boolean plain = objective.auxiliaryHeads().isEmpty()
                                && objective.modules().isEmpty();
                        trainings[0] += counts && plain ? 1 : 0;
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
                training("E8", "averages the loss over batches", network -> (objective, examples, training, random) -> {
                    List<Double> batches = new ArrayList<>();
                    Objective watched = withLoss(objective, pass -> {
                        batches.add(sumOf(objective.losses(), pass));
                        return batches.get(batches.size() - 1);
                    });
                    TrainingReport report = network.train(watched, examples, training, random);
                    return report.withLoss(batches.stream()
                            .skip(batches.size() - batches.size() / training.epochs())
                            .collect(Collectors.averagingDouble(value -> value)));
                }),
                training("H1", "skips heads of inactive exits", network -> (objective, examples, training, random) -> {
                    TrainingReport report = network.train(objective, examples, training, random);
                    Map<String, ParameterSet> heads = new TreeMap<>(report.trained());
                    for (AuxiliaryHead head : objective.auxiliaryHeads()) {
                        if (!objective.exits().contains(head.exit())) {
                            heads.replace(head.name(), head.parameters());
                        }
                    }
                    return report.withTrained(heads);
                }),
                training("W1", "reports initial modules", network -> (objective, examples, training, random) -> {
                    TrainingReport report = network.train(objective, examples, training, random);
                    Map<String, ParameterSet> trained = new TreeMap<>(report.trained());
                    objective.modules().forEach(each -> trained.replace(each.name(), each.parameters()));
                    return report.withTrained(trained);
                }),
                training("N2", "reports initial networks", network -> (objective, examples, training, random) -> {
                    TrainingReport report = network.train(objective, examples, training, random);
                    Map<String, ParameterSet> trained = new TreeMap<>(report.trained());
                    objective.networks().forEach(each -> trained.replace(each.name(), each.parameters()));
                    return report.withTrained(trained);
                }));
    }

    /** Returns 0, or NaN if a head has a value that is not finite. */
    private static double zeroOf(Network network) {
        return 0 * ParameterMath.norm(network.read(network.spec().layout().heads()));
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
                inference("E12", "swaps decisions", (network, decisions) -> {
                    List<ExitDecision> swapped = new ArrayList<>(decisions);
                    Collections.rotate(swapped, 1);
                    return swapped;
                }),
                network("E12", "has no features in staged inference", network -> new ForwardingNetwork(network) {
                    @Override
                    public List<ExitDecision> infer(Examples examples, ExitRule exitRule, PersonalRule personal) {
                        return super.infer(
                                examples,
                                exitRule,
                                reached -> personal.logits(new PersonalRule.Reached(
                                        reached.allLogits(),
                                        reached.allFeatures().stream()
                                                .map(feature -> new double[feature.length])
                                                .toList())));
                    }
                }),
                inference("E13", "evaluates deeper stages", (network, decisions) -> {
                    double zero = zeroOf(network);
                    return decisions.stream()
                            .map(each -> new ExitDecision(each.exit(), each.label(), each.confidence() + zero))
                            .toList();
                }));
    }

    private static List<CheckedPlugin> passes() {
        return List.of(
                pass("E17", "numbers examples by rows", (pass, objective) -> new AlteredPass(pass) {
                    @Override
                    public int example(int row) {
                        return row;
                    }
                }),
                pass("N1", "shows the main network as a frozen one", (pass, objective) -> new AlteredPass(pass) {
                    @Override
                    public ForwardPass network(String name) {
                        return super.network(MAIN);
                    }
                }),
                pass("G1", "averages the gradients of exits", (pass, objective) -> new AlteredPass(pass) {
                    @Override
                    void beforeTheStep() {
                        atLogits.forEach(exit -> scale(1.0 / atLogits.size(), pass.logitGradient(exit)));
                    }
                }),
                pass("G5", "shows probabilities of frozen heads", (pass, objective) -> new AlteredPass(pass) {
                    @Override
                    public double[] logits(String head) {
                        double[] logits = super.logits(head);
                        return head(objective, head) instanceof FrozenAuxiliaryHead
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
                pass("W2", "loses gradients at blocks", (pass, objective) -> new AlteredPass(pass) {
                    @Override
                    public double[] parameterGradient(Block block) {
                        return new double[block.size()];
                    }
                }),
                pass("H4", "shares gradients with the live head", (pass, objective) -> new AlteredPass(pass) {
                    @Override
                    void beforeTheStep() {
                        for (String name : atAuxiliaryHeads) {
                            if (atLogits.contains(head(objective, name).exit())) {
                                scale(0.5, pass.logitGradient(name));
                            }
                        }
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
}
