package org.exeunt.runtime.client;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.exeunt.api.Exit;
import org.exeunt.api.data.Examples;
import org.exeunt.api.exit.ExitDecision;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.network.ForwardingNetwork;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.PersonalRule;
import org.exeunt.api.objective.ForwardPass;
import org.exeunt.api.objective.ForwardingPass;
import org.exeunt.api.plugin.PluginCall;
import org.exeunt.api.plugin.PluginChoice;

/** A network whose logits in inference are those of a personal rule. */
public final class RuledNetwork extends ForwardingNetwork {
    private final PersonalRule rule;

    private RuledNetwork(Network network, PersonalRule rule) {
        super(network);
        this.rule = rule;
    }

    /**
     * Returns a network with a rule; without one, the given network.
     *
     * @param strategy that returned the rule; failures of the rule are those of this plugin
     */
    public static Network of(Network network, Optional<PersonalRule> rule, PluginChoice<?> strategy) {
        return rule.<Network>map(given -> new RuledNetwork(network, checked(given, strategy)))
                .orElse(network);
    }

    private static PersonalRule checked(PersonalRule rule, PluginChoice<?> strategy) {
        return (exit, logits, feature) -> {
            double[] result =
                    PluginCall.call(strategy, "applying its personal rule", () -> rule.logits(exit, logits, feature));
            if (result == null || result.length != logits.length) {
                throw PluginCall.contractViolation(
                        strategy,
                        "its personal rule returned %s at exit %s; expected %d logits"
                                .formatted(Arrays.toString(result), exit, logits.length));
            }
            return result;
        };
    }

    @Override
    public void forward(Examples examples, Consumer<? super ForwardPass> visitor) {
        super.forward(examples, pass -> visitor.accept(new RuledPass(pass)));
    }

    @Override
    public List<ExitDecision> infer(Examples examples, ExitRule exitRule, PersonalRule personal) {
        return super.infer(
                examples,
                exitRule,
                (exit, logits, feature) -> personal.logits(exit, rule.logits(exit, logits, feature), feature));
    }

    /** A batch in inference; applies the rule at an exit when its logits are first read. */
    private final class RuledPass extends ForwardingPass {
        private final SortedMap<Exit, double[]> logits = new TreeMap<>();

        RuledPass(ForwardPass pass) {
            super(pass);
        }

        @Override
        public double[] logits(Exit exit) {
            return logits.computeIfAbsent(exit, this::ruled);
        }

        private double[] ruled(Exit exit) {
            double[] given = super.logits(exit);
            double[] features = super.feature(exit);
            int width = featureSize(exit);
            double[] all = new double[size() * classes()];
            for (int row = 0; row < size(); row++) {
                double[] own = Arrays.copyOfRange(given, row * classes(), (row + 1) * classes());
                double[] feature = Arrays.copyOfRange(features, row * width, (row + 1) * width);
                System.arraycopy(rule.logits(exit, own, feature), 0, all, row * classes(), classes());
            }
            return all;
        }
    }
}
