package org.example.methods;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.PersonalRule;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.ForwardPass;
import org.exeunt.api.objective.LossTerm;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.objective.Softmax;
import org.exeunt.api.objective.TrainableModule;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.strategies.Sharing;

/**
 * FedCP (Zhang et al., arXiv 2307.01217): a shared policy splits every feature between the client's head and the global
 * one. Here, policy and heads are linear maps that start at 0, and no term pulls features to those of the global model.
 */
public final class FedCp extends Sharing {

    /** Policy W, global head G and own head P of each exit: logits G (s h) + P ((1 - s) h), s = sigmoid(W (c h)). */
    public record Split(Payload values) implements PersonalRule {
        @Override
        public double[] logits(Reached reached) {
            Exit exit = reached.exit();
            double[] h = reached.feature();
            double[] s = share(get("policy-" + exit), context(exit, h.length), h);
            return logits(get("head-" + exit), get("own-" + exit), s, h);
        }

        double[] get(String name) {
            float[] vector = values.vector(name);
            return IntStream.range(0, vector.length).mapToDouble(i -> vector[i]).toArray();
        }

        /** Returns c, the sum of P over the classes with norm 1. */
        double[] context(Exit exit, int features) {
            double[] own = get("own-" + exit);
            double[] c = new double[features];
            IntStream.range(0, own.length).forEach(k -> c[k % features] += own[k]);
            double norm = Math.sqrt(Arrays.stream(c).map(v -> v * v).sum()) + 1e-12;
            Arrays.setAll(c, i -> c[i] / norm);
            return c;
        }

        static double[] share(double[] policy, double[] c, double[] h) {
            double[] s = new double[h.length];
            IntStream.range(0, policy.length)
                    .forEach(k -> s[k / s.length] += policy[k] * c[k % s.length] * h[k % s.length]);
            Arrays.setAll(s, i -> 1 / (1 + Math.exp(-s[i])));
            return s;
        }

        static double[] logits(double[] global, double[] own, double[] s, double[] h) {
            double[] z = new double[own.length / h.length];
            for (int k = 0; k < own.length; k++) {
                int i = k % h.length;
                z[k / h.length] += h[i] * (s[i] * global[k] + (1 - s[i]) * own[k]);
            }
            return z;
        }

        double addTo(ForwardPass pass, Exit exit, double weight) {
            int n = pass.featureSize(exit);
            double[] c = context(exit, n);
            double[] global = get("head-" + exit);
            double[] own = pass.module("head-" + exit);
            double[] policy = pass.module("policy-" + exit);
            double[] atFeature = pass.featureGradient(exit);
            double value = 0;
            for (int row = 0; row < pass.size(); row++) {
                double[] h = Arrays.copyOfRange(pass.feature(exit), row * n, (row + 1) * n);
                double[] s = share(policy, c, h);
                double[] z = logits(global, own, s, h);
                double[] at = new double[z.length];
                value += weight / pass.size() * (Softmax.row(z, 0, z.length, 1, at) - z[pass.label(row)]);
                at[pass.label(row)] -= 1;
                double[] atInput = new double[n];
                for (int k = 0; k < own.length; k++) {
                    int i = k % n;
                    double slope = at[k / n] * weight / pass.size();
                    pass.moduleGradient("head-" + exit)[k] += slope * (1 - s[i]) * h[i];
                    atFeature[row * n + i] += slope * (s[i] * global[k] + (1 - s[i]) * own[k]);
                    atInput[i] += slope * h[i] * (global[k] - own[k]) * s[i] * (1 - s[i]);
                }
                for (int k = 0; k < policy.length; k++) {
                    pass.moduleGradient("policy-" + exit)[k] += atInput[k / n] * c[k % n] * h[k % n];
                    atFeature[row * n + k % n] += atInput[k / n] * c[k % n] * policy[k];
                }
            }
            return value;
        }
    }

    private final Options options;

    public FedCp(Options options) {
        super(options);
        this.options = options;
    }

    @Override
    protected BlockSet shared(ParameterLayout layout) {
        return layout.backbone();
    }

    @Override
    protected Payload modules(FederationSpec federation) {
        Payload modules = Payload.empty();
        for (Exit exit : federation.network().allExits()) {
            int n = federation.network().featureSizes().get(exit.index());
            modules = modules.with("policy-" + exit, new float[n * n])
                    .with("head-" + exit, new float[n * federation.network().classes()]);
        }
        return modules;
    }

    private static Split split(ClientContext client) {
        Payload values = client.received().without(Payload.PARAMETERS);
        for (Exit exit : client.federation().network().allExits()) {
            Payload owner = client.state().has("head-" + exit) ? client.state() : client.received();
            values = values.with("own-" + exit, owner.vector("head-" + exit));
        }
        return new Split(values);
    }

    @Override
    protected Objective objective(ClientContext client) {
        ExitSet exits = options.loss().learning(client);
        Split split = split(client);
        Objective all = Objective.over(
                exits, client.layout().backbone().intersect(client.layout().trained(exits)));
        for (Exit exit : exits) {
            double weight = options.loss().weights(client.federation())[exit.index()];
            all = all.with(TrainableModule.of("policy-" + exit, split.values.vector("policy-" + exit)))
                    .with(TrainableModule.of("head-" + exit, split.values.vector("own-" + exit)))
                    .with((LossTerm) pass -> split.addTo(pass, exit, weight));
        }
        return all;
    }

    @Override
    protected Payload state(ClientContext client, Network network, TrainingReport report) {
        Payload state = client.state()
                .with(Payload.PARAMETERS, network.read(client.layout().buffers()));
        for (Map.Entry<String, ParameterSet> each : report.trained().entrySet()) {
            state = state.with(each.getKey(), each.getValue().values());
        }
        return state;
    }

    @Override
    public Optional<PersonalRule> rule(ClientContext client, Network network) {
        return Optional.of(split(client));
    }

    @Override
    public Optional<Class<? extends PersonalRule>> ruleType() {
        return Optional.of(Split.class);
    }
}
