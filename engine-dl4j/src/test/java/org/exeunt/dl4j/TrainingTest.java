package org.exeunt.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
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
import org.exeunt.api.objective.Distillation;
import org.exeunt.api.objective.FrozenAuxiliaryHead;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.objective.Teacher;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.dl4j.backbones.ConvNet;
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
        Backbone backbone = Fixture.backbone(
                2, InputType.feedForward(6), (stage, graph, input, type) -> addBranches(layerOfWidth, graph, input));
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
        return Fixture.design(backbone, head, InputShape.vector(6), CLASSES);
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
        NetworkDesign normed = Fixture.design(new ConvNet(new ConvNet.Options(6, 2)), head, SHAPE, CLASSES);
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

    static List<IDropout> dropouts() {
        return List.of(new Dropout(0.5), new AlphaDropout(0.7), new GaussianDropout(0.3), new GaussianNoise(0.1));
    }

    /** A second backward pass through the head uses the masks of the forward pass again. */
    @ParameterizedTest
    @MethodSource("dropouts")
    void headOnlyGradientsPassDropout(IDropout dropout) {
        ExitHead head = Fixture.head(classes -> List.of(new DropoutLayer(dropout.clone()), Dense.linear(classes)));
        try (Network dropping =
                Fixture.open(Fixture.design(new ConvNet(new ConvNet.Options(6, 2)), head, SHAPE, CLASSES))) {
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
}
