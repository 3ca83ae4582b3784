package org.exeunt.testkit.broken;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.exeunt.api.Exit;
import org.exeunt.api.data.Examples;
import org.exeunt.api.exit.ExitDecision;
import org.exeunt.api.exit.ExitInput;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.network.ForwardingNetwork;
import org.exeunt.api.objective.ForwardPass;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.testkit.engine.ForwardingPass;

/** Engines with wrong inference. */
final class BrokenInference {
    private BrokenInference() {}

    @Breaks("E10")
    static class ForgetsVelocitiesInInference extends BrokenEngine {
        ForgetsVelocitiesInInference() {
            super(network -> new ForwardingNetwork(network) {
                @Override
                public void forward(Examples examples, Consumer<? super ForwardPass> visitor) {
                    super.forward(examples, visitor);
                    resetVelocity(spec().layout().trainable());
                }
            });
        }
    }

    @Breaks("E11")
    static class ReturnsGradientsInInference extends BrokenEngine {
        ReturnsGradientsInInference() {
            super(network -> new ForwardingNetwork(network) {
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
            });
        }
    }

    @Breaks("E12")
    static class SwapsDecisions extends BrokenEngine {
        SwapsDecisions() {
            super(network -> new ForwardingNetwork(network) {
                @Override
                public List<ExitDecision> infer(Examples examples, ExitRule rule) {
                    List<ExitDecision> decisions = new ArrayList<>(super.infer(examples, rule));
                    Collections.rotate(decisions, 1);
                    return decisions;
                }
            });
        }
    }

    @Breaks("E12")
    static class IgnoresAnswers extends BrokenEngine {
        IgnoresAnswers() {
            super(network -> new ForwardingNetwork(network) {
                @Override
                public List<ExitDecision> infer(Examples examples, ExitRule rule) {
                    return super.infer(examples, new ExitRule() {
                        @Override
                        public String label() {
                            return rule.label();
                        }

                        @Override
                        public boolean shouldExit(ExitInput input) {
                            return rule.shouldExit(input);
                        }
                    });
                }
            });
        }
    }

    @Breaks("E12")
    static class KeepsStateAfterFailure extends BrokenEngine {
        KeepsStateAfterFailure() {
            super(network -> new ForwardingNetwork(network) {
                private boolean failed;

                @Override
                public List<ExitDecision> infer(Examples examples, ExitRule rule) {
                    try {
                        List<ExitDecision> decisions = new ArrayList<>(super.infer(examples, rule));
                        Collections.rotate(decisions, failed ? 1 : 0);
                        return decisions;
                    } catch (RuntimeException e) {
                        failed = true;
                        throw e;
                    }
                }
            });
        }
    }

    @Breaks("E13")
    static class EvaluatesDeeperStages extends BrokenEngine {
        EvaluatesDeeperStages() {
            super(network -> new ForwardingNetwork(network) {
                @Override
                public List<ExitDecision> infer(Examples examples, ExitRule rule) {
                    double nothing = 0 * ParameterMath.norm(read(spec().layout().heads()));
                    return super.infer(examples, rule).stream()
                            .map(each -> new ExitDecision(each.exit(), each.label(), each.confidence() + nothing))
                            .toList();
                }
            });
        }
    }
}
