package org.exeunt.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
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
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.CrossEntropy;
import org.exeunt.api.objective.LossTerm;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.objective.Softmax;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.SubmodelSlice;
import org.junit.jupiter.api.Test;

/**
 * Checks the contract of an {@link Engine}: values (E1, E2), training (E3 to E9), inference (E10 to E13) and width
 * slicing (E14). Its superclasses check gradients (G, {@link EngineGradientContract}), auxiliary heads (H,
 * {@link EngineAuxiliaryHeadContract}) and linear algebra (V, {@link EngineAlgebraContract}). Subclasses return the
 * engine and a small network without dropout:
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
public abstract class EngineContract<N extends Record> extends EngineGradientContract<N> {
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

    @FailureHint("values change when they are loaded or read, or loading some blocks changes others")
    @Test
    void e02_loadedValuesAreReadBack() {
        ParameterSet parameters = design().initialParameters(STREAMS.stream("load"));
        try (Network network = open()) {
            for (BlockSet some : List.of(layout().head(new Exit(1)), layout().backbone(), layout().all())) {
                network.load(initial());
                network.load(parameters.select(some));
                assertThat(network.read(layout().all()))
                        .as("after loading %s", some)
                        .isEqualTo(initial().with(parameters.select(some)));
                network.resetVelocity(layout().trainable());
                network.loadVelocity(parameters.select(some.intersect(layout().trainable())));
                assertThat(network.readVelocity(layout().trainable()))
                        .as("velocity after loading that of %s", some)
                        .isEqualTo(ParameterSet.zeros(layout().trainable())
                                .with(parameters.select(some.intersect(layout().trainable()))));
            }
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

    @FailureHint("an epoch omits examples, repeats some, or keeps one order")
    @Test
    void e06_epochsShuffleAndSeeEveryExampleOnce() {
        List<Integer> sizes = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        LossTerm recording = pass -> {
            sizes.add(pass.size());
            for (int b = 0; b < pass.size(); b++) {
                labels.add(pass.label(b));
            }
            return 0;
        };
        Examples examples = examples(30);
        TrainingReport report;
        try (Network network = open()) {
            report = network.train(
                    Objective.over(ExitSet.of(1), layout().trainable()).with(recording),
                    examples,
                    new LocalTraining(2, 8, 0.1, 0, 0),
                    STREAMS.stream("train"));
        }

        assertThat(sizes).as("batch sizes of two epochs").containsExactly(8, 8, 8, 6, 8, 8, 8, 6);
        assertThat(report).isEqualTo(TrainingReport.of(2, 8, 0));
        Integer[] all = IntStream.range(0, 30).mapToObj(examples::label).toArray(Integer[]::new);
        assertThat(labels.subList(0, 30)).as("first epoch").containsExactlyInAnyOrder(all);
        assertThat(labels.subList(30, 60)).as("second epoch").containsExactlyInAnyOrder(all);
        assertThat(labels.subList(30, 60)).as("order of the second epoch").isNotEqualTo(labels.subList(0, 30));
    }

    @FailureHint("a short batch is padded and the padding affects the loss, the gradient or the running statistics")
    @Test
    void e07_shortBatchesAreAveragedOverTheirSize() {
        Rule.assumeHolds("E3", "E7", this::requireThatNoLayerDraws);
        Examples five = examples(5);
        Objective objective = crossEntropies(allExits(), layout().trainable());
        try (Network exact = open();
                Network padded = open()) {
            exact.train(objective, examples(5), new LocalTraining(1, 5, 1, 0, 0), STREAMS.stream("short"));
            // a full batch first, so that arrays have stale rows after the short one
            padded.train(objective, examples(16), new LocalTraining(1, 16, 1, 0, 0), STREAMS.stream("full"));
            padded.load(initial());
            padded.resetVelocity(layout().all());
            padded.train(objective, five, new LocalTraining(1, 16, 1, 0, 0), STREAMS.stream("short"));
            assertClose(
                    toDoubles(padded.read(layout().all())),
                    toDoubles(exact.read(layout().all())),
                    "after one step on 5 examples in a batch of at most 16");
        }
    }

    @FailureHint("the losses of batches are averaged without their sizes, or the loss is not that of the last epoch")
    @Test
    void e08_theLossIsTheMeanOverExamples() {
        double[] sum = {0};
        LossTerm growing = pass -> {
            double value = sum[0] + 1;
            sum[0] += pass.size() * value;
            return value;
        };
        Objective objective =
                Objective.over(allExits(), layout().head(new Exit(1))).with(growing);
        try (Network network = open()) {
            TrainingReport report = network.train(
                    objective, examples(11), new LocalTraining(1, 4, 1e-12, 0, 0), STREAMS.stream("train"));
            assertClose(report.loss(), sum[0] / 11, "mean loss of batches of 4, 4 and 3");
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

    @FailureHint("the step is not heavy-ball with coupled decay: d = g + decay w, v = momentum v + d, w = w - rate v")
    @Test
    void e09_theStepIsHeavyBallWithCoupledDecay() {
        BlockSet all = layout().trainable();
        ParameterSet w = initial().select(all);
        ParameterSet u = design().initialParameters(STREAMS.stream("velocity")).select(all);
        Examples examples = examples(6);
        ParameterSet g = gradient(initial(), crossEntropies(allExits(), all), examples);
        ParameterSet v = ParameterMath.axpy(0.9, u, ParameterMath.axpy(0.2, w, g));
        try (Network network = open()) {
            network.loadVelocity(u);
            network.train(
                    crossEntropies(allExits(), all),
                    examples,
                    new LocalTraining(1, 6, 0.3, 0.9, 0.2),
                    STREAMS.stream("step"));
            assertClose(toDoubles(network.readVelocity(all)), toDoubles(v), "velocity");
            assertClose(toDoubles(network.read(all)), toDoubles(ParameterMath.axpy(-0.3, v, w)), "parameters");
        }
    }

    @FailureHint("training for zero epochs is not handled")
    @Test
    void e09_zeroEpochsChangeNothing() {
        try (Network network = open()) {
            TrainingReport report = network.train(
                    crossEntropies(allExits(), layout().trainable()),
                    examples(6),
                    new LocalTraining(0, 4, 0.1, 0, 0),
                    STREAMS.stream("train"));
            assertThat(report).isEqualTo(TrainingReport.of(0, 0, 0));
            assertThat(network.read(layout().all())).isEqualTo(initial());
        }
    }

    @FailureHint("a loss that is not finite is thrown, or replaced by a finite value")
    @Test
    void e09_nonFiniteLossIsReported() {
        try (Network network = open()) {
            network.load(withNaN(initial(), layout().head(new Exit(1))));
            TrainingReport report = network.train(
                    crossEntropies(allExits(), layout().trainable()), examples(6), TRAINING, STREAMS.stream("train"));
            assertThat(report.loss()).as("loss of a head with NaN parameters").isNotFinite();
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

    @FailureHint("gradients can be requested in inference, or features or labels are not those of the batch")
    @Test
    void e11_forwardVisitsBatchesInOrder() {
        Examples examples = examples(70);
        List<Integer> labels = new ArrayList<>();
        try (Network network = open()) {
            network.forward(examples, pass -> {
                for (int b = 0; b < pass.size(); b++) {
                    labels.add(pass.label(b));
                }
                for (Exit exit : allExits()) {
                    assertThat(pass.feature(exit).length).isGreaterThanOrEqualTo(pass.size() * pass.featureSize(exit));
                    assertThatThrownBy(() -> pass.featureGradient(exit)).isInstanceOf(IllegalStateException.class);
                }
                assertThatThrownBy(() -> pass.logitGradient(finalExit())).isInstanceOf(IllegalStateException.class);
                assertThatThrownBy(() -> pass.headOnlyGradient(finalExit())).isInstanceOf(IllegalStateException.class);
            });
        }
        assertThat(labels)
                .as("labels in order")
                .isEqualTo(IntStream.range(0, 70).mapToObj(examples::label).toList());
    }

    @FailureHint("staged inference differs from forward, or the rule receives other probabilities or predictions")
    @Test
    void e12_exitPredictionsEqualThoseOfForward() {
        Examples examples = examples(40);
        try (Network network = open()) {
            network.train(
                    crossEntropies(allExits(), layout().trainable()), examples, TRAINING, STREAMS.stream("train"));
            Map<Exit, double[]> logits = logits(network, examples);
            for (int exit = 1; exit <= allExits().size(); exit++) {
                List<ExitInput> seen = new ArrayList<>();
                List<ExitDecision> decisions = network.infer(examples, recording(leaveAt(exit), seen));
                assertThat(decisions).hasSize(examples.size());
                for (int i = 0; i < examples.size(); i++) {
                    assertLeaves(decisions.get(i), new Exit(exit), logits, i);
                }
                assertThat(seen).as("the rule is not called at the final exit").noneMatch(input -> input.exit()
                        .equals(finalExit()));
                seen.forEach(input ->
                        assertClose(Arrays.stream(input.probabilities()).sum(), 1, "sum of probabilities"));
            }
        }
    }

    private void assertLeaves(ExitDecision decision, Exit exit, Map<Exit, double[]> logits, int example) {
        assertAnswers(decision, exit, exit, logits, example);
    }

    /** Asserts that an example leaves at an exit with the prediction of an exit. */
    private void assertAnswers(
            ExitDecision decision, Exit exit, Exit predicting, Map<Exit, double[]> logits, int example) {
        double[] probabilities = new double[classes()];
        Softmax.row(logits.get(predicting), example * classes(), classes(), 1, probabilities);
        assertThat(decision.exit()).as("exit of example %d", example).isEqualTo(exit);
        assertClose(decision.confidence(), probabilities[decision.label()], "confidence of example " + example);
        assertClose(
                decision.confidence(),
                Arrays.stream(probabilities).max().orElseThrow(),
                "confidence of the most probable class of example " + example);
    }

    @FailureHint("the answer of a rule is ignored, or a rule receives other probabilities of earlier exits")
    @Test
    void e12_answersAreThoseOfTheRule() {
        Examples examples = examples(40);
        try (Network network = open()) {
            network.train(
                    crossEntropies(allExits(), layout().trainable()), examples, TRAINING, STREAMS.stream("train"));
            Map<Exit, double[]> logits = logits(network, examples);
            for (Exit earlier : allExits()) {
                List<ExitDecision> decisions =
                        network.infer(examples, rule(input -> false, input -> input.probabilities(earlier)));
                for (int i = 0; i < examples.size(); i++) {
                    assertAnswers(decisions.get(i), finalExit(), earlier, logits, i);
                }
            }
        }
    }

    @FailureHint("examples are mixed up for rules that depend on the example, for example when a batch is compacted "
            + "after some left")
    @Test
    void e12_remainingExamplesKeepTheirOrder() {
        Examples examples = examples(40);
        try (Network network = open()) {
            Map<Exit, double[]> logits = logits(network, examples);
            double[] confidences = IntStream.range(0, 40)
                    .mapToDouble(i -> confidence(logits.get(new Exit(1)), i))
                    .toArray();
            double median =
                    Arrays.stream(confidences).sorted().skip(20).findFirst().orElseThrow();
            double below =
                    Arrays.stream(confidences).filter(c -> c < median).max().orElseThrow();
            double threshold = (median + below) / 2;
            List<ExitDecision> decisions = network.infer(
                    examples, rule(input -> input.exit().number() == 1 && input.confidence() >= threshold));
            for (int i = 0; i < 40; i++) {
                assertLeaves(decisions.get(i), confidences[i] >= threshold ? new Exit(1) : finalExit(), logits, i);
            }
        }
    }

    @FailureHint("examples of an inference that ended with an exception are answered in the next one")
    @Test
    void e12_failedInferenceLeavesNoState() {
        assumeTrue(allExits().size() > 1, "a rule is never asked at the only exit");
        Examples examples = examples(40);
        try (Network network = open()) {
            List<ExitDecision> decisions =
                    network.infer(examples, leaveAt(allExits().size()));
            AtomicInteger calls = new AtomicInteger();
            assertThatThrownBy(() -> network.infer(examples, rule(input -> {
                        if (calls.incrementAndGet() == 30) {
                            throw new IllegalStateException("a rule that fails");
                        }
                        return false;
                    })))
                    .as("an inference with a rule that fails")
                    .isNotNull();
            assertThat(network.infer(examples, leaveAt(allExits().size())))
                    .as("the next inference")
                    .isEqualTo(decisions);
        }
    }

    private double confidence(double[] logits, int example) {
        double[] probabilities = new double[classes()];
        Softmax.row(logits, example * classes(), classes(), 1, probabilities);
        return Arrays.stream(probabilities).max().orElseThrow();
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

    @FailureHint("gradient changes parameters, running statistics or velocities; restore them before it returns")
    @Test
    void e15_gradientLeavesTheNetworkUnchanged() {
        Objective objective = crossEntropies(allExits(), layout().trainable());
        try (Network network = open()) {
            network.load(initial());
            network.resetVelocity(layout().trainable());
            network.train(objective, examples(10), TRAINING, STREAMS.stream("train"));
            ParameterSet parameters = network.read(layout().all());
            ParameterSet velocity = network.readVelocity(layout().trainable());
            ParameterSet gradient = network.gradient(objective, examples(10), STREAMS.stream("gradient"));
            assertThat(gradient.blocks()).as("E15: blocks of the gradient").isEqualTo(layout().trainable());
            assertThat(network.read(layout().all())).as("E15: parameters").isEqualTo(parameters);
            assertThat(network.readVelocity(layout().trainable()))
                    .as("E15: velocities")
                    .isEqualTo(velocity);
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
        return rule(input -> input.exit().number() == exit);
    }

    private static ExitRule recording(ExitRule rule, List<ExitInput> seen) {
        return rule(input -> {
            seen.add(new ExitInput(ExitSet.upTo(input.exit().number()).asList().stream()
                    .map(input::probabilities)
                    .toArray(double[][]::new)));
            return rule.shouldExit(input);
        });
    }

    private static ExitRule rule(Predicate<ExitInput> condition) {
        return rule(condition, ExitInput::probabilities);
    }

    private static ExitRule rule(Predicate<ExitInput> condition, Function<ExitInput, double[]> answer) {
        return new ExitRule() {
            @Override
            public String label() {
                return "for a test";
            }

            @Override
            public boolean shouldExit(ExitInput input) {
                return condition.test(input);
            }

            @Override
            public double[] answer(ExitInput input) {
                return answer.apply(input);
            }
        };
    }
}
