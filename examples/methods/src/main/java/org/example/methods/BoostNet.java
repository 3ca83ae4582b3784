package org.example.methods;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Metric;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.PersonalRule;
import org.exeunt.api.objective.CrossEntropy;
import org.exeunt.api.objective.ForwardPass;
import org.exeunt.api.objective.LossTerm;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.objective.ParameterTerm;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.strategies.Sharing;

/**
 * BoostNet (Yu et al., arXiv 2211.16726) with the averages of FedAvg: exit k corrects the sum of the exits before it.
 * The gradient of a stage is divided by the weight of all exits that it reaches, that of a head by its own.
 */
public final class BoostNet extends Sharing {
    public record Options(
            @Option(value = "Loss and weights of FedAvg", inPlace = true) Sharing.Options averaging,
            @Option(value = "Factor of the exits before, at each exit", min = 0, max = 1, defaultValue = "0.5")
                    double shrinkage) {}


    /** Exit k answers with its logits plus s times the answer of exit k - 1. */
    public record Sum(double shrinkage) implements PersonalRule {
        @Override
        public double[] logits(Reached reached) {
            return of(reached.allLogits());
        }

        double[] of(List<double[]> logits) {
            double[] sum = new double[logits.get(0).length];
            for (double[] each : logits) {
                for (int i = 0; i < sum.length; i++) {
                    sum[i] = each[i] + shrinkage * sum[i];
                }
            }
            return sum;
        }
    }

    /** The cross-entropy of the sum, whose gradient trains the last exit of the sum only. */
    record Boost(Exit exit, CrossEntropy loss, Sum sum) implements LossTerm {
        @Override
        public double addTo(ForwardPass pass) {
            List<double[]> reached = ExitSet.upTo(exit.number()).asList().stream()
                    .map(pass::logits)
                    .toList();
            return loss.addTo(pass, sum.of(reached), pass.logitGradient(exit));
        }

        @Override
        public SortedMap<String, Metric> metrics() {
            return loss.metrics();
        }
    }

    private final Options options;

    public BoostNet(Options options) {
        super(options.averaging());
        this.options = options;
    }

    @Override
    protected Objective objective(ClientContext client) {
        ExitSet learning = options.averaging().loss().learning(client);
        double[] weights = options.averaging().loss().weights(client.federation());
        Objective objective =
                Objective.over(ExitSet.upTo(learning.deepest()), client.layout().trained(learning));
        for (Exit exit : learning) {
            CrossEntropy loss = new CrossEntropy(exit, weights[exit.index()]);
            objective = objective.with(new Boost(exit, loss, new Sum(options.shrinkage())));
        }
        return objective.with(rescaled(objective.trainable().blocks(), learning, weights));
    }

    private static ParameterTerm rescaled(List<Block> blocks, ExitSet learning, double[] weights) {
        return (parameters, gradient) -> {
            for (Block block : blocks) {
                double reached = learning.asList().stream()
                        .filter(exit -> exit.number() == block.depth()
                                || exit.number() > block.depth() && block.role() == BlockRole.BACKBONE)
                        .mapToDouble(exit -> weights[exit.index()])
                        .sum();
                for (int i = block.offset(); i < block.end(); i++) {
                    gradient[i] /= (float) reached;
                }
            }
            return 0;
        };
    }

    @Override
    public Optional<PersonalRule> rule(ClientContext client, Network network) {
        return Optional.of(new Sum(options.shrinkage()));
    }

    @Override
    public Optional<Class<? extends PersonalRule>> ruleType() {
        return Optional.of(Sum.class);
    }
}
