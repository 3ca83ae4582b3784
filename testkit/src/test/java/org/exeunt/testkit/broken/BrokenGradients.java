package org.exeunt.testkit.broken;

import java.util.Arrays;
import java.util.function.BiFunction;
import org.exeunt.api.Exit;
import org.exeunt.api.objective.AuxiliaryHead;
import org.exeunt.api.objective.ForwardPass;
import org.exeunt.api.objective.FrozenAuxiliaryHead;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.objective.ParameterTerm;
import org.exeunt.api.objective.Softmax;

/** Engines with wrong gradients. */
final class BrokenGradients {
    private BrokenGradients() {}

    /** A toy engine that passes another forward pass to loss terms. */
    private abstract static class WithAlteredPass extends BrokenEngine {
        WithAlteredPass(BiFunction<ForwardPass, Objective, AlteredPass> altered) {
            super(showing(altered));
        }
    }

    @Breaks("G1")
    static class AveragesExitGradients extends WithAlteredPass {
        AveragesExitGradients() {
            super((pass, objective) -> new AlteredPass(pass) {
                @Override
                void beforeTheStep() {
                    atLogits.forEach(exit -> scale(1.0 / atLogits.size(), pass.logitGradient(exit)));
                }
            });
        }
    }

    @Breaks("G2")
    static class CountsOneExitTwice extends WithAlteredPass {
        CountsOneExitTwice() {
            super((pass, objective) -> new AlteredPass(pass) {
                @Override
                void beforeTheStep() {
                    if (exits().size() == 1) {
                        atLogits.forEach(exit -> scale(2, pass.logitGradient(exit)));
                    }
                }
            });
        }
    }

    @Breaks("G3")
    static class KeepsTheLastGradientAtAnExit extends WithAlteredPass {
        KeepsTheLastGradientAtAnExit() {
            super((pass, objective) -> new AlteredPass(pass) {
                @Override
                public double[] logitGradient(Exit exit) {
                    double[] gradient = super.logitGradient(exit);
                    Arrays.fill(gradient, 0);
                    return gradient;
                }
            });
        }
    }

    @Breaks("G4")
    static class TrainsTheTeacher extends WithAlteredPass {
        TrainsTheTeacher() {
            super((pass, objective) -> new AlteredPass(pass) {
                @Override
                void beforeTheStep() {
                    for (AuxiliaryHead head : objective.companions()) {
                        if (head instanceof FrozenAuxiliaryHead && exits().contains(head.exit())) {
                            double[] teacher = featureGradient(head.exit());
                            atLogits.forEach(student -> teacher[0] += pass.logitGradient(student)[0]);
                        }
                    }
                }
            });
        }
    }

    @Breaks("G5")
    static class ShowsProbabilitiesOfFrozenHeads extends WithAlteredPass {
        ShowsProbabilitiesOfFrozenHeads() {
            super((pass, objective) -> new AlteredPass(pass) {
                @Override
                public double[] logits(String head) {
                    double[] logits = super.logits(head);
                    boolean frozen = objective.companions().stream()
                            .anyMatch(each -> each.name().equals(head) && each instanceof FrozenAuxiliaryHead);
                    return frozen ? probabilities(logits, classes()) : logits;
                }
            });
        }
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

    @Breaks("G6")
    static class FollowsHeadGradientsIntoTheStages extends WithAlteredPass {
        FollowsHeadGradientsIntoTheStages() {
            super((pass, objective) -> new AlteredPass(pass) {
                @Override
                public double[] headOnlyGradient(Exit exit) {
                    return logitGradient(exit);
                }
            });
        }
    }

    @Breaks("G7")
    static class UsesOneGradientPerHead extends WithAlteredPass {
        UsesOneGradientPerHead() {
            super((pass, objective) -> new AlteredPass(pass) {
                @Override
                void beforeTheStep() {
                    atHeads.stream()
                            .filter(atLogits::contains)
                            .forEach(exit -> Arrays.fill(pass.headOnlyGradient(exit), 0));
                }
            });
        }
    }

    @Breaks("G8")
    static class LosesGradientsAtFeatures extends WithAlteredPass {
        LosesGradientsAtFeatures() {
            super((pass, objective) -> new AlteredPass(pass) {
                @Override
                public double[] featureGradient(Exit exit) {
                    return new double[size() * featureSize(exit)];
                }
            });
        }
    }

    @Breaks("G9")
    static class HalvesGradientsOfPenalties extends BrokenEngine {
        HalvesGradientsOfPenalties() {
            super(following(objective -> new Objective(
                    objective.exits(),
                    objective.trainable(),
                    objective.losses(),
                    objective.penalties().stream().map(BrokenGradients::halved).toList(),
                    objective.companions())));
        }
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

    /** The gradient of the final exit is kept, so that all trainable blocks change. */
    @Breaks("G10")
    static class StopsAtShallowHeadsThatAreFrozen extends WithAlteredPass {
        StopsAtShallowHeadsThatAreFrozen() {
            super((pass, objective) -> new AlteredPass(pass) {
                @Override
                public double[] logitGradient(Exit exit) {
                    boolean goesThrough = exit.number() == exits().deepest()
                            || objective
                                    .trainable()
                                    .containsAll(objective.trainable().layout().head(exit));
                    return goesThrough ? super.logitGradient(exit) : headOnlyGradient(exit);
                }
            });
        }
    }
}
