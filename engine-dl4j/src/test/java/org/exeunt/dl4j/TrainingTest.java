package org.exeunt.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.dropout.AlphaDropout;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.dropout.GaussianDropout;
import org.deeplearning4j.nn.conf.dropout.GaussianNoise;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.CrossEntropy;
import org.exeunt.api.objective.Distillation;
import org.exeunt.api.objective.FrozenAuxiliaryHead;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.objective.PrototypePull;
import org.exeunt.api.objective.ProximalPenalty;
import org.exeunt.api.objective.Teacher;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.dl4j.backbones.ConvNet;
import org.exeunt.dl4j.design.GraphFactory;
import org.exeunt.dl4j.layers.Dense;
import org.exeunt.dl4j.spi.Backbone;
import org.exeunt.dl4j.spi.ExitHead;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;

/** Tests which blocks training changes, and that results do not depend on thread or earlier use. */
class TrainingTest {
    private static final InputShape SHAPE = InputShape.image(3, 14, 14);
    private static final int CLASSES = 4;
    private static final LocalTraining TRAINING = new LocalTraining(2, 16, 0.05, 0.9, 1e-3);

    private final NetworkDesign design = Fixture.smallConvNet();
    private final ParameterLayout layout = design.spec().layout();
    private final Network network = Fixture.open(design);
    private final Examples examples = Fixture.normal(SHAPE, 40, CLASSES, 3);

    @AfterEach
    void close() {
        network.close();
    }

    private TrainingReport train(Objective objective) {
        return network.train(objective, examples, TRAINING, Fixture.STREAMS.stream("training"));
    }

    @Test
    void lowersTheLoss() {
        Objective objective = Fixture.earlyExit(network);
        double before = train(objective).loss();
        for (int i = 0; i < 20; i++) {
            train(objective);
        }
        // 40 random images are memorised
        assertThat(train(objective).loss()).isLessThan(before / 2);
    }

    @Test
    void reportsEpochsStepsAndTheMeanLoss() {
        Objective objective = Fixture.earlyExit(network);
        assertThat(train(objective).steps()).isEqualTo(2 * 3);
        double whole = Fixture.value(network, objective, examples);
        double batches = network.train(
                        objective, examples, new LocalTraining(1, 16, 1e-30, 0, 0), Fixture.STREAMS.stream("x"))
                .loss();
        // float32 sums in another order
        assertThat(batches).isCloseTo(whole, within(1e-5));
        assertThat(network.train(objective, examples, TRAINING.withEpochs(0), Fixture.STREAMS.stream("x")))
                .isEqualTo(TrainingReport.of(0, 0, 0));
    }

    @Test
    void resultsAreEqualInAllThreads() throws Exception {
        Callable<ParameterSet> task = () -> {
            try (Network own = Fixture.open(design)) {
                own.train(Fixture.earlyExit(own), examples, TRAINING, Fixture.STREAMS.stream("training"));
                return own.read(layout.all());
            }
        };
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<ParameterSet> results = new ArrayList<>();
            for (Future<ParameterSet> future : threads.invokeAll(List.of(task, task, task, task))) {
                results.add(future.get());
            }
            ParameterSet here = task.call();
            assertThat(results).allSatisfy(result -> assertThat(result).isEqualTo(here));
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void resultsDoNotDependOnEarlierUse() {
        ParameterSet start = network.read(layout.all());
        train(Fixture.earlyExit(network));
        ParameterSet first = network.read(layout.all());
        network.forward(Fixture.normal(SHAPE, 70, CLASSES, 9), pass -> {});
        network.load(start);
        network.resetVelocity(layout.all());
        train(Fixture.earlyExit(network));
        assertThat(network.read(layout.all())).isEqualTo(first);
    }

    @Test
    void frozenBlocksAndVelocitiesDoNotChange() {
        for (BlockSet trainable : List.of(
                layout.heads(),
                layout.backbone(),
                layout.head(new Exit(1)),
                layout.select(block -> block.role() == BlockRole.BACKBONE && block.depth() == 2))) {
            BlockSet frozen = layout.all().minus(trainable);
            ParameterSet before = network.read(layout.all());
            ParameterSet velocity = network.readVelocity(frozen);
            train(Objective.earlyExit(trainable, ExitSet.upTo(2), new double[] {0.5, 0.5}));
            assertThat(network.read(frozen)).isEqualTo(before.select(frozen));
            assertThat(network.readVelocity(frozen)).isEqualTo(velocity);
            for (Block block : trainable.blocks()) {
                BlockSet one = layout.select(block::equals);
                assertThat(network.read(one)).as(block.name()).isNotEqualTo(before.select(one));
            }
        }
    }

    @Test
    void inactiveExitsDoNotChange() {
        BlockSet trainable = layout.backbone().union(layout.head(new Exit(1)));
        ParameterSet before = network.read(layout.head(new Exit(2)));
        train(Objective.earlyExit(trainable, ExitSet.of(1), new double[] {1, 1}));
        assertThat(network.read(layout.head(new Exit(2)))).isEqualTo(before);
    }

    @Test
    void blocksWithoutLossHaveNoGradient() {
        // first a step with all exits, so that stale gradients would be detected
        Fixture.gradient(network, Fixture.earlyExit(network), examples);
        float[] gradient = Fixture.gradient(
                network, Objective.earlyExit(layout.trainable(), ExitSet.of(1), new double[] {1, 1}), examples);
        for (Block block : layout.blocks()) {
            if (block.depth() == 2) {
                for (int i = block.offset(); i < block.end(); i++) {
                    assertThat(gradient[i]).as(block.name()).isZero();
                }
            }
        }
    }

    @Test
    void freezingDoesNotChangeOtherGradients() {
        float[] all = Fixture.gradient(network, Fixture.earlyExit(network), examples);
        for (BlockSet trainable : List.of(
                layout.heads(), layout.select(block -> block.role() == BlockRole.BACKBONE && block.depth() == 2))) {
            float[] some = Fixture.gradient(
                    network, Objective.earlyExit(trainable, ExitSet.upTo(2), new double[] {0.5, 0.5}), examples);
            // the lowest trainable stage uses another algorithm for its weight gradient, because no input gradient is
            // required
            assertThat(Fixture.relativeDifference(
                            ParameterSet.fromFlat(trainable, some).values(),
                            ParameterSet.fromFlat(trainable, all).values()))
                    .isLessThan(1e-5);
        }
    }

    /** Layers that may skip the gradient at their input read the same one; those of Deeplearning4j never skip it. */
    @Test
    void branchesMayHaveDifferentWidths() {
        NetworkDesign stock = branched(width ->
                new DenseLayer.Builder().nOut(width).activation(Activation.RELU).build());
        Examples vectors = Fixture.normal(InputShape.vector(6), 8, CLASSES, 4);
        try (Network own = Fixture.open(branched(Dense::relu));
                Network expected = Fixture.open(stock)) {
            ParameterLayout blocks = own.spec().layout();
            for (BlockSet trainable : List.of(blocks.trainable(), blocks.heads())) {
                Objective objective = Objective.earlyExit(trainable, ExitSet.upTo(2), new double[] {0.5, 0.5});
                assertThat(Fixture.relativeDifference(
                                Fixture.gradient(own, objective, vectors),
                                Fixture.gradient(expected, objective, vectors)))
                        .isLessThan(1e-5);
            }
        }
    }

    /** Returns a network whose stages and heads start with branches of the given layer. */
    private static NetworkDesign branched(IntFunction<Layer> layerOfWidth) {
        Backbone backbone = new Backbone() {
            @Override
            public int stages() {
                return 2;
            }

            @Override
            public InputType input(InputShape example) {
                return InputType.feedForward(example.size());
            }

            @Override
            public String addStage(int stage, GraphBuilder graph, String input, InputType type) {
                return addBranches(layerOfWidth, graph, input);
            }
        };
        ExitHead head = new ExitHead() {
            @Override
            public String addFeature(GraphBuilder graph, String input, InputType type) {
                return input;
            }

            @Override
            public String addLogits(GraphBuilder graph, String feature, int classes) {
                graph.addLayer("dense", Dense.linear(classes), addBranches(layerOfWidth, graph, feature));
                return "dense";
            }
        };
        return new Dl4jDesign(new GraphFactory(backbone, head, InputShape.vector(6), CLASSES));
    }

    private static String addBranches(IntFunction<Layer> layerOfWidth, GraphBuilder graph, String input) {
        graph.addLayer("narrow", layerOfWidth.apply(4), input)
                .addLayer("wide", layerOfWidth.apply(7), input)
                .addVertex("both", new MergeVertex(), "narrow", "wide");
        return "both";
    }

    /** Running statistics of a head are updated if and only if the head is trained. */
    @Test
    void statisticsOfHeadsFollowTheirHead() {
        ExitHead head = Fixture.head(classes -> List.of(new BatchNormalization(), Dense.linear(classes)));
        NetworkDesign normed =
                new Dl4jDesign(new GraphFactory(new ConvNet(new ConvNet.Options(6, 2)), head, SHAPE, CLASSES));
        ParameterLayout blocks = normed.spec().layout();
        for (BlockSet trainable : List.of(
                blocks.trainable(),
                blocks.backbone(),
                blocks.heads(),
                blocks.head(new Exit(1)),
                blocks.backbone().union(blocks.head(new Exit(2))))) {
            BlockSet updated = blocks.select(block -> block.role() == BlockRole.HEAD_STATISTIC
                    && trainable.intersect(blocks.head(new Exit(block.depth()))).size() > 0);
            BlockSet others = blocks.buffers().minus(updated);
            try (Network own = Fixture.open(normed)) {
                ParameterSet before = own.read(blocks.buffers());
                own.train(
                        Objective.earlyExit(trainable, ExitSet.upTo(2), new double[] {0.5, 0.5}),
                        examples,
                        TRAINING,
                        Fixture.STREAMS.stream("training"));
                assertThat(own.read(others)).isEqualTo(before.select(others));
                for (Block block : updated.blocks()) {
                    BlockSet one = blocks.select(block::equals);
                    assertThat(own.read(one)).as(block.name()).isNotEqualTo(before.select(one));
                }
            }
        }
    }

    @Test
    void paddingRowsDoNotChangeTheGradient() {
        Examples five = examples.select(new int[] {0, 1, 2, 3, 4});
        Objective objective = Fixture.earlyExit(network);
        float[] exact = Fixture.gradient(network, objective, five, new LocalTraining(1, 5, 1024, 0, 0));
        float[] padded = Fixture.gradient(network, objective, five, new LocalTraining(1, 32, 1024, 0, 0));
        // the rows of the batch are summed in another order
        assertThat(Fixture.relativeDifference(padded, exact)).isLessThan(1e-5);
    }

    @Test
    void stepUsesMomentumAndWeightDecay() {
        Objective objective = Fixture.earlyExit(network);
        float[] gradient = Fixture.gradient(network, objective, examples);
        ParameterSet start = network.read(layout.all());
        ParameterSet velocity = ParameterSet.of(layout.all(), normal(layout.size()));
        network.loadVelocity(velocity);
        network.train(objective, examples, new LocalTraining(1, 40, 0.1, 0.9, 0.01), Fixture.STREAMS.stream("shuffle"));
        float[] w = start.values();
        float[] v = velocity.values();
        float[] movedV = network.readVelocity(layout.all()).values();
        float[] movedW = network.read(layout.all()).values();
        for (int i = 0; i < w.length; i++) {
            double expected = 0.9 * v[i] + gradient[i] + 0.01 * w[i];
            assertThat((double) movedV[i]).isCloseTo(expected, within(1e-5));
            assertThat((double) movedW[i]).isCloseTo(w[i] - 0.1 * expected, within(1e-5));
        }
    }

    @Test
    void parameterTermsAddTheirGradient() {
        ParameterSet anchor = ParameterMath.scale(0.5, network.read(layout.trainable()));
        Objective plain = Fixture.earlyExit(network);
        Objective pulled = plain.with(new ProximalPenalty(0.25, anchor));
        float[] difference = Fixture.gradient(network, pulled, examples);
        float[] without = Fixture.gradient(network, plain, examples);
        float[] w = network.read(layout.trainable()).values();
        for (int i = 0; i < difference.length; i++) {
            assertThat((double) difference[i] - without[i]).isCloseTo(0.25 * 0.5 * w[i], within(1e-5));
        }
    }

    @Test
    void headOnlyGradientsTrainTheHeadOnly() {
        checkHeadOnlyGradients(network);
    }

    static List<IDropout> dropouts() {
        return List.of(new Dropout(0.5), new AlphaDropout(0.7), new GaussianDropout(0.3), new GaussianNoise(0.1));
    }

    /** A second backward pass through the head uses the masks of the forward pass again. */
    @ParameterizedTest
    @MethodSource("dropouts")
    void headOnlyGradientsPassDropout(IDropout dropout) {
        ExitHead head = Fixture.head(classes -> List.of(new DropoutLayer(dropout.clone()), Dense.linear(classes)));
        GraphFactory factory = new GraphFactory(
                new ConvNet(new ConvNet.Options(6, 2)),
                head,
                InputShape.image(3, 14, 14),
                network.spec().classes());
        try (Network dropping = Fixture.open(new Dl4jDesign(factory))) {
            checkHeadOnlyGradients(dropping);
        }
    }

    private void checkHeadOnlyGradients(Network network) {
        Objective plain = Fixture.earlyExit(network);
        Objective distilled = plain.with(new Distillation(new Exit(1), Teacher.live(new Exit(2)), 1, 2, false));
        float[] with = Fixture.gradient(network, distilled, examples);
        float[] without = Fixture.gradient(network, plain, examples);
        BlockSet head = layout.head(new Exit(1));
        BlockSet rest = layout.all().minus(head);
        assertThat(ParameterSet.fromFlat(rest, with)).isEqualTo(ParameterSet.fromFlat(rest, without));
        float[] through = Fixture.gradient(
                network, plain.with(new Distillation(new Exit(1), Teacher.live(new Exit(2)), 1, 2, true)), examples);
        // sums of doubles in another order, rounded to float32
        assertThat(Fixture.relativeDifference(
                        ParameterSet.fromFlat(head, with).values(),
                        ParameterSet.fromFlat(head, through).values()))
                .isLessThan(1e-6);
        assertThat(ParameterSet.fromFlat(head, with)).isNotEqualTo(ParameterSet.fromFlat(head, without));
        assertThat(ParameterSet.fromFlat(layout.backbone(), through))
                .isNotEqualTo(ParameterSet.fromFlat(layout.backbone(), without));
    }

    @Test
    void frozenHeadsUseTheirOwnParameters() {
        ParameterSet own = network.read(layout.head(new Exit(2)));
        FrozenAuxiliaryHead same = new FrozenAuxiliaryHead("same", new Exit(2), own);
        FrozenAuxiliaryHead doubled = new FrozenAuxiliaryHead("doubled", new Exit(2), ParameterMath.scale(2, own));
        List<double[]> seen = new ArrayList<>();
        Objective objective = Objective.over(ExitSet.upTo(2), layout.trainable())
                .with(same)
                .with(doubled)
                .with(pass -> {
                    seen.add(pass.logits(new Exit(2)).clone());
                    seen.add(pass.logits("same").clone());
                    seen.add(pass.logits("doubled").clone());
                    return 0;
                });
        Fixture.value(network, objective, examples);
        assertThat(seen.get(1)).containsExactly(seen.get(0));
        for (int i = 0; i < seen.get(0).length; i++) {
            // the initial biases are zero
            assertThat(seen.get(2)[i]).isCloseTo(2 * seen.get(0)[i], within(1e-5));
        }
    }

    @Test
    void frozenHeadsDoNotRequireTheirExit() {
        FrozenAuxiliaryHead teacher =
                new FrozenAuxiliaryHead("teacher", new Exit(2), network.read(layout.head(new Exit(2))));
        Objective objective = Objective.over(ExitSet.of(1), layout.trainable())
                .with(teacher)
                .with(new Distillation(new Exit(1), Teacher.frozen("teacher"), 1, 1, true));
        float[] gradient = Fixture.gradient(network, objective, examples);
        for (Block block : layout.blocks()) {
            double largest = 0;
            for (int i = block.offset(); i < block.end(); i++) {
                largest = Math.max(largest, Math.abs(gradient[i]));
            }
            if (block.depth() == 1) {
                assertThat(largest).as(block.name()).isPositive();
            } else {
                assertThat(largest).as(block.name()).isZero();
            }
        }
    }

    @Test
    void nonFiniteLossChangesNoParameters() {
        ParameterSet before = network.read(layout.all());
        TrainingReport report =
                train(Objective.over(ExitSet.of(1), layout.trainable()).with(pass -> {
                    Arrays.fill(pass.logitGradient(new Exit(1)), 1);
                    return Double.NaN;
                }));
        assertThat(report.loss()).isNaN();
        assertThat(report.steps()).isOne();
        // the first batch of 16 of 40 examples
        assertThat(report.epochs()).isEqualTo(0.4);
        assertThat(network.read(layout.all())).isEqualTo(before);
    }

    @Test
    void rejectsBlocksOfAnotherNetwork() {
        ParameterLayout other =
                Fixture.design(Fixture.convNet(7, 2), SHAPE, CLASSES).spec().layout();
        assertThatThrownBy(() -> network.load(ParameterSet.zeros(other.all())))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> network.read(other.heads())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> train(Objective.over(ExitSet.of(1), other.trainable())))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void gradientsAgreeWithFiniteDifferences() {
        double[][] prototypes = new double[CLASSES][];
        prototypes[1] = new double[6];
        prototypes[3] = new double[] {1, -1, 0.5, 2, 0, 1};
        Objective objective = Fixture.earlyExit(network)
                .with(new CrossEntropy(new Exit(1), 0.3))
                .with(new PrototypePull(new Exit(2), 0.7, prototypes));
        float[] gradient = Fixture.gradient(network, objective, examples);
        ParameterSet start = network.read(layout.all());
        // one direction per block: the parameters of a stage affect its own and all deeper heads
        for (Block block : layout.blocks()) {
            BlockSet one = layout.select(block::equals);
            float[] direction = normal(block.size());
            double slope = 0;
            for (int i = 0; i < direction.length; i++) {
                slope += (double) direction[i] * gradient[block.offset() + i];
            }
            double h = 2e-3 / Math.sqrt(block.size());
            network.load(ParameterMath.axpy(h, ParameterSet.of(one, direction), start.select(one)));
            double up = Fixture.value(network, objective, examples);
            network.load(ParameterMath.axpy(-h, ParameterSet.of(one, direction), start.select(one)));
            double down = Fixture.value(network, objective, examples);
            network.load(start);
            double measured = (up - down) / (2 * h);
            double norm = 0;
            for (int i = block.offset(); i < block.end(); i++) {
                norm += (double) gradient[i] * gradient[i];
            }
            // float32 values of about 1 have errors of 1e-7, which over a step of 2e-3 is 1e-4 of a gradient of about 1
            assertThat(measured).as(block.name()).isCloseTo(slope, within(1e-2 * Math.sqrt(norm) + 1e-3));
        }
    }

    private static float[] normal(int count) {
        var random = Fixture.STREAMS.stream("direction", count);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
