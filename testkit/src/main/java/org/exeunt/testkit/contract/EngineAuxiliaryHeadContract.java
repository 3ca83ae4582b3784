package org.exeunt.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Map;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.data.Examples;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.CrossEntropy;
import org.exeunt.api.objective.ForwardPass;
import org.exeunt.api.objective.FrozenAuxiliaryHead;
import org.exeunt.api.objective.LossTerm;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.objective.Softmax;
import org.exeunt.api.objective.TrainableAuxiliaryHead;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.junit.jupiter.api.Test;

/** Checks auxiliary heads of an engine, rules H1 to H6. */
abstract class EngineAuxiliaryHeadContract<N extends Record> extends EngineAlgebraContract<N> {
    private static final LocalTraining TRAINING = new LocalTraining(2, 4, 0.1, 0.5, 1e-2);
    private static final String OWN = "own";

    @FailureHint("a trainable auxiliary head reads other features than the live one, or uses another update rule, or "
            + "requires its exit to be active")
    @Test
    void h01_trainableHeadLearnsLikeALiveOne() {
        Rule.assumeHolds("E3", "H1", this::requireThatNoLayerDraws);
        assumeTrue(allExits().size() > 1, "no other exit can be active");
        for (Exit exit : allExits()) {
            BlockSet head = layout().head(exit);
            ParameterSet expected;
            double loss;
            try (Network network = open()) {
                Objective live = Objective.over(allExits(), head).with(new CrossEntropy(exit, 1));
                loss = train(network, live).loss();
                expected = network.read(head);
            }
            ExitSet others = ExitSet.of(exit.number() == 1 ? 2 : 1);
            for (ExitSet exits : List.of(allExits(), others)) {
                try (Network network = open()) {
                    TrainingReport report = train(
                            network,
                            Objective.over(exits, nothing())
                                    .with(new TrainableAuxiliaryHead(
                                            OWN, exit, initial().select(head)))
                                    .with(crossEntropyOfOwn()));
                    assertThat(report.heads()).as("heads in the report").containsOnlyKeys(OWN);
                    assertThat(report.heads().get(OWN).blocks()).isEqualTo(head);
                    assertClose(
                            toDoubles(report.heads().get(OWN)),
                            toDoubles(expected),
                            "head of exit %s with active exits %s".formatted(exit, exits));
                    assertClose(report.loss(), loss, "loss");
                    assertThat(network.read(layout().all()))
                            .as("the network, which has no trainable block")
                            .isEqualTo(initial());
                }
            }
        }
    }

    @FailureHint("a trainable auxiliary head, or its velocity, is kept between trainings")
    @Test
    void h02_trainingStartsFromInitialValues() {
        Objective objective = Objective.over(allExits(), nothing())
                .with(new TrainableAuxiliaryHead(OWN, finalExit(), finalHead()))
                .with(crossEntropyOfOwn());
        try (Network network = open()) {
            Map<String, ParameterSet> once = train(network, objective).heads();
            assertThat(once.get(OWN)).as("after training").isNotEqualTo(finalHead());
            assertThat(train(network, objective).heads())
                    .as("after another training from the same values")
                    .isEqualTo(once);
            TrainingReport none =
                    network.train(objective, examples(10), TRAINING.withEpochs(0), STREAMS.stream("train"));
            assertThat(none.heads().get(OWN)).as("after zero epochs").isEqualTo(finalHead());
        }
    }

    @FailureHint("gradients of an auxiliary head reach stages or live heads, or two auxiliary heads affect each other")
    @Test
    void h03_networkLearnsAsWithoutAuxiliaryHeads() {
        Rule.assumeHolds("E3", "H3", this::requireThatNoLayerDraws);
        for (BlockSet trainable : List.of(layout().trainable(), layout().backbone())) {
            Objective alone = crossEntropies(allExits(), trainable);
            Objective withHeads = alone;
            for (Exit exit : allExits()) {
                ParameterSet start = initial().select(layout().head(exit));
                for (String name : List.of("a" + exit, "b" + exit)) {
                    withHeads = withHeads
                            .with(new TrainableAuxiliaryHead(name, exit, start))
                            .with(addedTo(exit, name));
                }
            }
            try (Network one = open();
                    Network other = open()) {
                train(one, alone);
                Map<String, ParameterSet> heads = train(other, withHeads).heads();
                assertThat(other.read(layout().all()))
                        .as("parameters and buffers with trainable auxiliary heads")
                        .isEqualTo(one.read(layout().all()));
                assertThat(other.readVelocity(trainable))
                        .as("velocities with trainable auxiliary heads")
                        .isEqualTo(one.readVelocity(trainable));
                for (Exit exit : allExits()) {
                    assertThat(heads.get("a" + exit))
                            .as("two auxiliary heads of exit %s with equal losses", exit)
                            .isEqualTo(heads.get("b" + exit));
                }
            }
        }
    }

    @FailureHint("the gradient of an auxiliary head that is added to the live one's logits does not match the value")
    @Test
    void h04_gradientsWhenAddedToALiveHead() {
        for (Exit exit : allExits()) {
            ParameterSet start = ParameterMath.scale(0.5, initial().select(layout().head(exit)));
            ParameterSet gradient = ParameterMath.subtract(
                    start, afterOneStep(exit, start).heads().get(OWN));
            double norm = ParameterMath.norm(gradient);
            assertThat(norm).as("norm of the gradient at exit %s", exit).isPositive();
            ParameterSet direction = ParameterMath.scale(1 / norm, gradient);
            ParameterSet up = ParameterMath.axpy(gradientStep(), direction, start);
            ParameterSet down = ParameterMath.axpy(-gradientStep(), direction, start);
            double rise =
                    afterOneStep(exit, up).loss() - afterOneStep(exit, down).loss();
            // the difference after rounding to float32
            double slope = rise / ParameterMath.dot(ParameterMath.subtract(up, down), direction);
            assertThat(ParameterMath.dot(gradient, direction))
                    .as("slope at exit %s, by finite differences %s", exit, slope)
                    .isCloseTo(slope, within(slopeTolerance(norm)));
        }
    }

    private TrainingReport afterOneStep(Exit exit, ParameterSet start) {
        Objective objective = crossEntropies(allExits(), layout().trainable())
                .with(new TrainableAuxiliaryHead(OWN, exit, start))
                .with(addedTo(exit, OWN));
        try (Network network = open()) {
            return step(network, objective, examples(6));
        }
    }

    @FailureHint("gradients of an earlier step or training move a head without a loss")
    @Test
    void h05_headWithoutLossOnlyDecays() {
        Rule.assumeHolds("H2", "H5", this::h02_trainingStartsFromInitialValues);
        Objective withoutLoss = Objective.over(allExits(), nothing())
                .with(new TrainableAuxiliaryHead(OWN, finalExit(), finalHead()))
                .with(pass -> 0);
        try (Network network = open()) {
            train(network, withoutLoss.with(crossEntropyOfOwn()));
            ParameterSet after = network.train(
                            withoutLoss, examples(6), new LocalTraining(1, 6, 0.5, 0.9, 0.1), STREAMS.stream("train"))
                    .heads()
                    .get(OWN);
            assertClose(
                    toDoubles(after),
                    toDoubles(ParameterMath.scale(1 - 0.5 * 0.1, finalHead())),
                    "a head after one step of decay");
        }
    }

    @FailureHint("mistakes of a loss term or a strategy are not reported")
    @Test
    void h06_missingHeadsAreRejected() {
        Objective frozen =
                Objective.over(allExits(), nothing()).with(new FrozenAuxiliaryHead(OWN, finalExit(), finalHead()));
        ParameterSet foreign = initial().select(layout().backbone());
        try (Network network = open()) {
            assertThatThrownBy(() -> train(network, frozen.with(gradientOf(OWN))))
                    .as("a gradient at a frozen head")
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'own'");
            assertThatThrownBy(() -> train(network, frozen.with(gradientOf("another"))))
                    .as("a gradient at a missing head")
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'another'");
            assertThatThrownBy(() -> train(network, frozen.with(pass -> pass.logits("another")[0])))
                    .as("logits of a missing head")
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'another'");
            assertThatThrownBy(() -> train(
                            network,
                            Objective.over(allExits(), nothing())
                                    .with(new TrainableAuxiliaryHead(OWN, finalExit(), foreign))))
                    .as("a head with parameters for other blocks")
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'own'");
        }
    }

    private static LossTerm gradientOf(String head) {
        return pass -> pass.logitGradient(head)[0];
    }

    private BlockSet nothing() {
        return layout().none();
    }

    private ParameterSet finalHead() {
        return initial().select(layout().head(finalExit()));
    }

    private TrainingReport train(Network network, Objective objective) {
        Examples examples = examples(10);
        return network.train(objective, examples, TRAINING, STREAMS.stream("train"));
    }

    private static LossTerm crossEntropyOfOwn() {
        return pass -> crossEntropy(pass, OWN, new double[pass.size() * pass.classes()]);
    }

    /** Returns the cross-entropy of the sum of both heads' logits; only the auxiliary head is trained by it. */
    private static LossTerm addedTo(Exit exit, String head) {
        return pass -> crossEntropy(pass, head, pass.logits(exit));
    }

    private static double crossEntropy(ForwardPass pass, String head, double[] offsets) {
        int classes = pass.classes();
        double[] logits = pass.logits(head);
        double[] gradient = pass.logitGradient(head);
        double[] sum = new double[classes];
        double[] probabilities = new double[classes];
        double value = 0;
        for (int b = 0; b < pass.size(); b++) {
            int row = b * classes;
            for (int c = 0; c < classes; c++) {
                sum[c] = offsets[row + c] + logits[row + c];
            }
            value += Softmax.row(sum, 0, classes, 1, probabilities) - sum[pass.label(b)];
            for (int c = 0; c < classes; c++) {
                double target = c == pass.label(b) ? 1 : 0;
                gradient[row + c] += (probabilities[c] - target) / pass.size();
            }
        }
        return value / pass.size();
    }
}
