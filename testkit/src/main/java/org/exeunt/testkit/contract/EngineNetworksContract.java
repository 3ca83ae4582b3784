package org.exeunt.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.data.Examples;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.AuxiliaryNetwork;
import org.exeunt.api.objective.Distillation;
import org.exeunt.api.objective.ForwardPass;
import org.exeunt.api.objective.FrozenNetwork;
import org.exeunt.api.objective.LossTerm;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.objective.Teacher;
import org.exeunt.api.objective.TrainableNetwork;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.junit.jupiter.api.Test;

/** Checks the networks of an objective (N), and the indices of the examples in a pass (E17). */
abstract class EngineNetworksContract<N extends Record> extends EngineGradientContract<N> {
    private static final LocalTraining TRAINING = new LocalTraining(2, 4, 0.1, 0.5, 1e-2);
    private static final String OTHER = "other";

    @FailureHint("ForwardPass.example is not the index into the examples that were passed to train or forward")
    @Test
    void e17_passesNameTheirExamples() {
        int[] labels = IntStream.range(0, 90).map(i -> i % classes()).toArray();
        Examples values = examples(90);
        Examples examples = Examples.of(labels, values::copyTo);
        int[] seen = new int[90];
        LossTerm count = pass -> {
            for (int row = 0; row < pass.size(); row++) {
                seen[pass.example(row)]++;
                assertThat(pass.label(row)).as("label of the row").isEqualTo(labels[pass.example(row)]);
            }
            return 0;
        };
        try (Network network = open()) {
            network.forward(examples, count::addTo);
            network.train(crossEntropies(allExits(), layout().trainable()).with(count), examples, TRAINING, stream());
        }
        assertThat(seen)
                .as("how often inference and two epochs name each example")
                .containsOnly(3);
    }

    @FailureHint(
            "a frozen network shares parameters with the main one, is not in inference mode, or needs blocks behind "
                    + "its deepest exit")
    @Test
    void n01_frozenNetworksComputeAsInInference() {
        Rule.assumeHolds("E3", "N1", this::requireThatNoLayerDraws);
        Rule.assumeHolds("E17", "N1", this::e17_passesNameTheirExamples);
        Examples examples = examples(10);
        for (ExitSet exits : List.of(allExits(), ExitSet.of(1))) {
            try (Network network = open()) {
                network.load(another());
                Map<Exit, double[]> expected = logits(network, examples);
                network.load(initial());
                LossTerm compare = pass -> {
                    ForwardPass frozen = pass.network(OTHER);
                    assertThat(frozen.exits()).as("exits of the frozen network").isEqualTo(exits);
                    for (Exit exit : exits) {
                        for (int row = 0; row < pass.size(); row++) {
                            assertClose(
                                    row(frozen.logits(exit), row),
                                    row(expected.get(exit), pass.example(row)),
                                    "logits of exit " + exit);
                        }
                    }
                    assertThatThrownBy(() -> frozen.logitGradient(new Exit(1)))
                            .isInstanceOf(IllegalStateException.class);
                    assertThatThrownBy(() -> pass.network("missing")).hasMessageContaining("'missing'");
                    return 0;
                };
                BlockSet deeper = layout().select(block -> block.depth() > exits.deepest());
                network.train(
                        crossEntropies(allExits(), layout().trainable())
                                .with(new FrozenNetwork(OTHER, withNaN(another(), deeper), exits))
                                .with(compare),
                        examples,
                        TRAINING,
                        stream());
            }
        }
    }

    @FailureHint(
            "the networks read the examples one after the other, although values may change whenever they are read, "
                    + "or a layer changes its input")
    @Test
    void n01_networksReadTheSameValues() {
        assumeFalse(normalisesOverTheBatch(), "logits in training depend on the batch");
        Rule.assumeHolds("E3", "N1", this::requireThatNoLayerDraws);
        AtomicInteger readings = new AtomicInteger();
        Examples given = examples(10);
        Examples changing = Examples.of(
                new int[10],
                (index, target, offset) -> given.copyTo((index + readings.getAndIncrement() / 7) % 10, target, offset));
        LossTerm compare = pass -> {
            for (int row = 0; row < pass.size(); row++) {
                assertClose(
                        row(pass.network(OTHER).logits(finalExit()), row),
                        row(pass.logits(finalExit()), row),
                        "logits of a frozen copy of the network");
            }
            return 0;
        };
        try (Network network = open()) {
            network.train(
                    Objective.over(allExits(), layout().none())
                            .with(new FrozenNetwork(OTHER, initial(), allExits()))
                            .with(compare),
                    changing,
                    TRAINING,
                    stream());
        }
    }

    @FailureHint("a network that is trained together with the main one has another update rule or is not reported, or "
            + "the networks share state")
    @Test
    void n02_networksLearnAsAlone() {
        Rule.assumeHolds("E3", "N2", this::requireThatNoLayerDraws);
        Objective alone = crossEntropies(allExits(), layout().trainable());
        Objective first = crossEntropies(ExitSet.of(1), blocksOf(ExitSet.of(1)));
        try (Network one = open();
                Network other = open();
                Network both = open()) {
            one.train(first, examples(10), TRAINING, stream());
            TrainingReport expected = other.train(alone, examples(10), TRAINING, stream());
            TrainingReport report = both.train(
                    first.with(new TrainableNetwork(OTHER, initial(), alone)), examples(10), TRAINING, stream());
            assertThat(report.trained()).as("networks in the report").containsOnlyKeys(OTHER);
            assertThat(report.epochs()).as("epochs of both").isEqualTo(2 * expected.epochs());
            assertEqualBits(report.trained().get(OTHER), other.read(layout().all()), "the other network");
            assertEqualBits(both.read(layout().all()), one.read(layout().all()), "the main network");
        }
    }

    private void assertEqualBits(ParameterSet actual, ParameterSet expected, String what) {
        if (!actual.equals(expected)) {
            Rule.assumeHolds("G1", "N2", this::g01_crossEntropiesOfAllExits);
        }
        assertThat(actual).as(what).isEqualTo(expected);
    }

    @FailureHint(
            "a network is updated before the terms of all networks were computed, or their terms read other passes")
    @Test
    void n02_aStepReadsAllNetworksBeforeItUpdatesThem() {
        Rule.assumeHolds("N1", "N2", this::n01_frozenNetworksComputeAsInInference);
        Rule.assumeHolds("N2", "This check", this::n02_networksLearnAsAlone);
        assumeFalse(normalisesOverTheBatch(), "a frozen network has other logits");
        Examples examples = examples(6);
        LocalTraining step = new LocalTraining(1, 6, 0.1, 0.5, 1e-2);
        try (Network one = open();
                Network other = open();
                Network both = open()) {
            other.load(another());
            for (int i = 0; i < 2; i++) {
                ParameterSet before = one.read(layout().all());
                one.train(taughtBy(frozen(other.read(layout().all()))), examples, step, stream());
                other.train(taughtBy(frozen(before)), examples, step, stream());
            }
            Objective taughtByMain = distilling(ForwardPass.MAIN);
            TrainingReport report = both.train(
                    taughtBy(new TrainableNetwork(OTHER, another(), taughtByMain)),
                    examples,
                    step.withEpochs(2),
                    stream());
            assertClose(toDoubles(both.read(layout().all())), toDoubles(one.read(layout().all())), "main network");
            assertClose(toDoubles(report.trained().get(OTHER)), toDoubles(other.read(layout().all())), "other network");
        }
    }

    private AuxiliaryNetwork frozen(ParameterSet parameters) {
        return new FrozenNetwork(OTHER, parameters, allExits());
    }

    private Objective taughtBy(AuxiliaryNetwork teacher) {
        return distilling(teacher.name()).with(teacher);
    }

    /** Returns cross-entropies of all exits, and a distillation of exit 1 from the final exit of a network. */
    private Objective distilling(String teacher) {
        return crossEntropies(allExits(), layout().trainable())
                .with(new Distillation(new Exit(1), Teacher.network(teacher, finalExit()), 2, 1.5, true));
    }

    private ParameterSet another() {
        return ParameterMath.scale(0.7, initial());
    }

    private double[] row(double[] values, int row) {
        return Arrays.copyOfRange(values, row * classes(), (row + 1) * classes());
    }

    private static RandomGenerator stream() {
        return STREAMS.stream("train");
    }
}
