package org.exeunt.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.data.Examples;
import org.exeunt.api.exit.ExitDecision;
import org.exeunt.api.exit.ExitInput;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.network.Engine;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Modality;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.PersonalRule;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.CrossEntropy;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.objective.Softmax;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.SubmodelSlice;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.runtime.client.RuledNetwork;
import org.exeunt.testsupport.FixedPlugin;
import org.junit.jupiter.api.Test;

/**
 * Checks the rules of an {@link Engine} that its networks, backbones and heads can break: values and training (E1 to
 * E8), inference (E10 to E13), width slicing (E14) and modalities (E16). Its superclasses check gradients (G),
 * auxiliary heads (H) and networks (N). Subclasses return the engine and a small network without dropout:
 *
 * <pre>{@code
 * class ToyEngineContractTest extends EngineContract<ToyNetworkOptions> {
 *     @Override
 *     protected Engine<ToyNetworkOptions> engine() {
 *         return new ToyEngine();
 *     }
 *
 *     @Override
 *     protected ToyNetworkOptions network() {
 *         return ToyNetworkOptions.of(6, 5, 4);
 *     }
 * }
 * }</pre>
 *
 * Engines that compute in float32 override the tolerances and the gradient step.
 *
 * @param <N> options of its networks
 */
public abstract class EngineContract<N extends Record> extends EngineNetworksContract<N> {
    private static final LocalTraining TRAINING = new LocalTraining(2, 4, 0.1, 0.5, 1e-2);

    @FailureHint(
            "a plugin of the network throws for these options, or does not fit input() and classes(); all other checks "
                    + "are aborted")
    @Test
    void e01_theNetworkCanBeBuilt() {
        requireBuildable();
    }

    @FailureHint("initial values come from another generator than the one passed in")
    @Test
    void e01_initialParametersComeFromTheStream() {
        ParameterSet once = design().initialParameters(STREAMS.stream("init"));
        ParameterSet again = design().initialParameters(STREAMS.stream("init"));
        ParameterSet other = design().initialParameters(STREAMS.stream("other"));

        assertThat(once.blocks()).as("initial values for all blocks").isEqualTo(layout().all());
        assertThat(again).as("same stream, same values").isEqualTo(once);
        assertThat(other).as("another stream, other values").isNotEqualTo(once);
        for (Exit exit : allExits()) {
            assertThat(layout().head(exit).isEmpty())
                    .as("exit %s has no head", exit)
                    .isFalse();
        }
    }

    @FailureHint("a network keeps state of its last client, or threads share state")
    @Test
    void e03_trainingIsDeterministicOnAnyThread() throws InterruptedException {
        ParameterSet expected = trained(open());
        Network used = open();
        used.train(
                crossEntropies(allExits(), layout().trainable()),
                examples(7),
                new LocalTraining(1, 3, 0.3, 0.9, 0),
                STREAMS.stream("before"));
        used.load(initial());
        used.resetVelocity(layout().all());
        assertThat(trained(used)).as("in a network used before").isEqualTo(expected);

        List<Thread> threads = new ArrayList<>();
        List<AtomicReference<ParameterSet>> results = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            AtomicReference<ParameterSet> result = new AtomicReference<>();
            results.add(result);
            threads.add(new Thread(() -> result.set(trained(open()))));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        for (AtomicReference<ParameterSet> result : results) {
            assertThat(result.get())
                    .as("on another thread, concurrently with another training")
                    .isEqualTo(expected);
        }
    }

    @FailureHint("a layer draws random numbers in training, as dropout does; test the network without it")
    @Test
    void e03_theStreamOnlyOrdersExamples() {
        requireThatNoLayerDraws();
    }

    private ParameterSet trained(Network network) {
        try (network) {
            network.train(
                    crossEntropies(allExits(), layout().trainable()), examples(10), TRAINING, STREAMS.stream("train"));
            return network.read(layout().all());
        }
    }

    @FailureHint("blocks outside the mask are stepped, decayed, or changed by old velocity; or frozen stages update "
            + "their buffers")
    @Test
    void e04_blocksThatAreNotTrainableKeepTheirBits() {
        ParameterSet velocity = initial().select(layout().trainable());
        for (BlockSet some :
                List.of(layout().heads(), layout().head(finalExit()), layout().backbone(), blocksOf(ExitSet.of(1)))) {
            try (Network network = open()) {
                network.loadVelocity(velocity);
                network.train(crossEntropies(allExits(), some), examples(10), TRAINING, STREAMS.stream("train"));
                BlockSet frozen = layout().trainable().minus(some).union(buffersOutside(some));
                assertThat(network.read(frozen))
                        .as("blocks outside %s", some)
                        .isEqualTo(initial().select(frozen));
                BlockSet unmoved = layout().trainable().minus(some);
                assertThat(network.readVelocity(unmoved))
                        .as("velocities outside %s", some)
                        .isEqualTo(velocity.select(unmoved));
                for (BlockSet block : oneByOne(some)) {
                    assertThat(network.read(block))
                            .as("%s, which is trainable", block)
                            .isNotEqualTo(initial().select(block));
                }
            }
        }
    }

    private BlockSet buffersOutside(BlockSet trainable) {
        return layout().select(buffer -> buffer.role().isStatistic()
                && trainable.blocks().stream()
                        .noneMatch(block -> block.role() == BlockRole.BACKBONE && block.depth() == buffer.depth()));
    }

    @FailureHint("heads of inactive exits, or stages behind all active ones, influence the result")
    @Test
    void e05_inactiveExitsHaveNoInfluence() {
        ExitSet first = ExitSet.of(1);
        BlockSet unused = layout().trainable().minus(blocksOf(first));
        try (Network network = open()) {
            network.load(withNaN(initial(), unused));
            TrainingReport report = network.train(
                    crossEntropies(first, blocksOf(first)), examples(10), TRAINING, STREAMS.stream("train"));
            assertThat(report.loss())
                    .as("loss of exit 1 while deeper blocks are NaN")
                    .isFinite();
            assertThat(network.read(blocksOf(first)).firstNonFinite())
                    .as("blocks of exit 1")
                    .isEmpty();
        }
        ExitSet last = ExitSet.of(finalExit().number());
        BlockSet otherHeads = layout().heads().minus(layout().head(finalExit()));
        try (Network network = open()) {
            network.load(withNaN(initial(), otherHeads));
            network.train(crossEntropies(last, blocksOf(last)), examples(10), TRAINING, STREAMS.stream("train"));
            assertThat(network.read(blocksOf(last)).firstNonFinite())
                    .as("blocks of the final exit")
                    .isEmpty();
        }
    }

    @FailureHint(
            "terms receive other logits in training than in inference; if a layer normalises over the batch, override "
                    + "normalisesOverTheBatch()")
    @Test
    void e08_trainingSeesTheLogitsOfInference() {
        Rule.assumeHolds("E3", "E8", this::requireThatNoLayerDraws);
        assumeFalse(normalisesOverTheBatch(), "logits in training depend on the batch");
        Examples examples = examples(11);
        Objective objective =
                Objective.over(allExits(), layout().head(new Exit(1))).with(new CrossEntropy(new Exit(1), 1));
        try (Network network = open()) {
            double expected = crossEntropy(logits(network, examples).get(new Exit(1)), examples);
            TrainingReport report =
                    network.train(objective, examples, new LocalTraining(1, 4, 1e-12, 0, 0), STREAMS.stream("train"));
            assertClose(report.loss(), expected, "mean cross-entropy of batches of 4, 4 and 3");
        }
    }

    private double crossEntropy(double[] logits, Examples examples) {
        double[] probabilities = new double[classes()];
        double sum = 0;
        for (int i = 0; i < examples.size(); i++) {
            sum += Softmax.row(logits, i * classes(), classes(), 1, probabilities)
                    - logits[i * classes() + examples.label(i)];
        }
        return sum / examples.size();
    }

    @FailureHint("NetworkSpec.featureSizes is not what passes have; it may be empty if the sizes are unknown")
    @Test
    void e18_featuresHaveTheStatedSizes() {
        assumeFalse(spec().featureSizes().isEmpty(), "the sizes are unknown");
        try (Network network = open()) {
            network.forward(
                    examples(2), pass -> assertThat(allExits().asList().stream().map(pass::featureSize))
                            .as("sizes of the features of all exits")
                            .isEqualTo(spec().featureSizes()));
        }
    }

    @FailureHint("inference changes running statistics, parameters or velocities")
    @Test
    void e10_inferenceChangesNothing() {
        ParameterSet velocity = initial().select(layout().trainable());
        try (Network network = open()) {
            network.loadVelocity(velocity);
            network.forward(examples(70), pass -> assertThat(pass.exits()).isEqualTo(allExits()));
            network.infer(examples(10), leaveAt(1));
            assertThat(network.read(layout().all()))
                    .as("parameters and buffers")
                    .isEqualTo(initial());
            assertThat(network.readVelocity(layout().trainable()))
                    .as("velocities")
                    .isEqualTo(velocity);
        }
    }

    @FailureHint("staged inference differs from forward, for example because a layer keeps state of the last batch, or "
            + "gives a personal rule another feature")
    @Test
    void e12_exitPredictionsEqualThoseOfForward() {
        Examples examples = examples(40);
        try (Network network = open()) {
            network.train(
                    crossEntropies(allExits(), layout().trainable()), examples, TRAINING, STREAMS.stream("train"));
            PersonalRule rule = reached -> {
                double[] sums = reached.logits().clone();
                for (double[] feature : reached.allFeatures()) {
                    for (int i = 0; i < feature.length; i++) {
                        sums[i % sums.length] += (i + 1) * feature[i] / feature.length;
                    }
                }
                return sums;
            };
            assertExitPredictions(network, examples);
            PluginChoice<?> choice = FixedPlugin.of(PersonalRule.class, "sums", rule);
            assertExitPredictions(RuledNetwork.of(network, Optional.of(rule), choice), examples);
        }
    }

    private void assertExitPredictions(Network network, Examples examples) {
        Map<Exit, double[]> logits = logits(network, examples);
        double[] probabilities = new double[classes()];
        for (Exit exit : allExits()) {
            List<ExitDecision> decisions = network.infer(examples, leaveAt(exit.number()));
            assertThat(decisions).extracting(ExitDecision::exit).hasSize(40).containsOnly(exit);
            for (int i = 0; i < 40; i++) {
                Softmax.row(logits.get(exit), i * classes(), classes(), 1, probabilities);
                assertClose(
                        decisions.get(i).confidence(),
                        probabilities[decisions.get(i).label()],
                        "confidence of example " + i);
                assertClose(
                        decisions.get(i).confidence(),
                        Arrays.stream(probabilities).max().orElseThrow(),
                        "confidence of the most probable class of example " + i);
            }
        }
    }

    @FailureHint("stages and heads behind the exit taken influence the answer")
    @Test
    void e13_deeperStagesDoNotAffectExitedExamples() {
        try (Network network = open()) {
            network.load(withNaN(initial(), layout().trainable().minus(blocksOf(ExitSet.of(1)))));
            assertThat(network.infer(examples(20), leaveAt(1)))
                    .as("decisions at exit 1 while deeper blocks are NaN")
                    .allMatch(decision -> Double.isFinite(decision.confidence()));
        }
    }

    @FailureHint("the network does not narrow exactly, or not along the declared axes; declare no narrowing, or the "
            + "right axes")
    @Test
    void e14_narrowNetworkInsideWideOneStaysNarrow() {
        assumeFalse(spec().narrowing().isEmpty(), "the network declares no width slicing");
        SubmodelSlice slice = spec().narrowing().get().slice(layout().trainable(), 0.5);
        assertThat(slice.size())
                .as("values of half the channels")
                .isLessThan(slice.blocks().size());
        try (Network network = open()) {
            network.load(slice.pad(slice.take(initial())));
            network.train(
                    crossEntropies(allExits(), layout().trainable()), examples(10), TRAINING, STREAMS.stream("train"));
            ParameterSet trained = network.read(layout().trainable());
            assertThat(slice.pad(slice.take(trained)))
                    .as("values outside the leading channels are zero")
                    .isEqualTo(trained);
            assertThat(slice.take(trained)).as("the narrow network learned").isNotEqualTo(slice.take(initial()));
        }
    }

    @FailureHint(
            "blocks of a modality that examples lack influence their logits or have a gradient, or examples without "
                    + "any modality have logits that are not finite")
    @Test
    void e16_absentModalitiesHaveNoInfluence() {
        List<Modality> modalities = design().modalities();
        assumeFalse(modalities.isEmpty(), "the network has no modalities");
        try (Network network = open()) {
            for (Modality modality : modalities) {
                Examples examples = lacking(examples(10), List.of(modality));
                network.load(initial());
                Map<Exit, double[]> logits = logits(network, examples);
                ParameterSet gradient = network.gradient(
                        crossEntropies(allExits(), layout().trainable()), examples, STREAMS.stream("gradient"));
                assertThat(ParameterMath.norm(gradient.select(modality.blocks().intersect(gradient.blocks()))))
                        .as("E16: gradient of the blocks of '%s', which all examples lack", modality.name())
                        .isZero();
                network.load(ParameterSet.zeros(modality.blocks()));
                logits(network, examples).forEach((exit, others) -> assertThat(others)
                        .as("E16: logits of exit %s with other values of the blocks of '%s'", exit, modality.name())
                        .isEqualTo(logits.get(exit)));
            }
            network.load(initial());
            logits(network, lacking(examples(10), modalities))
                    .forEach((exit, values) -> assertThat(DoubleStream.of(values))
                            .as("E16: logits of exit %s of examples without modalities", exit)
                            .allMatch(Double::isFinite));
        }
    }

    /** Returns examples whose channels of some modalities are 0. */
    private Examples lacking(Examples examples, List<Modality> modalities) {
        int[] labels = IntStream.range(0, examples.size()).map(examples::label).toArray();
        int length = input().size() / input().lengths().get(0);
        return Examples.of(labels, (index, target, offset) -> {
            examples.copyTo(index, target, offset);
            for (Modality modality : modalities) {
                for (int channel : modality.channels()) {
                    Arrays.fill(target, offset + channel * length, offset + (channel + 1) * length, 0);
                }
            }
        });
    }

    private static ExitRule leaveAt(int exit) {
        return new ExitRule() {
            @Override
            public String label() {
                return "for a test";
            }

            @Override
            public boolean shouldExit(ExitInput input) {
                return input.exit().number() == exit;
            }
        };
    }
}
