package org.exeunt.runtime.federation;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.exeunt.api.ClientId;
import org.exeunt.api.data.Examples;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.ClientSpec;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.config.AttackConfig;

/**
 * The attackers of a run. They tamper with their updates in every round and keep the states that honest clients would
 * keep.
 */
final class Attack {
    private final AttackConfig config;
    private final TreeSet<ClientId> attackers = new TreeSet<>();

    /** Draws the attackers. */
    Attack(AttackConfig config, List<ClientSpec> members, RandomGenerator random) {
        this.config = config;
        List<ClientId> candidates =
                new ArrayList<>(members.stream().map(ClientSpec::id).toList());
        int size = config.attackers(candidates.size());
        while (attackers.size() < size) {
            attackers.add(candidates.remove(random.nextInt(candidates.size())));
        }
    }

    boolean isBy(ClientId client) {
        return attackers.contains(client);
    }

    /** Returns the attackers in client order. */
    List<ClientId> attackers() {
        return List.copyOf(attackers);
    }

    /** Returns the examples that an attacker trains on. */
    Examples training(Examples examples, int classes) {
        return config.type() == AttackConfig.Kind.LABEL_FLIP ? new FlippedLabels(examples, classes) : examples;
    }

    /**
     * Returns the update that an attacker sends in place of an honest one.
     *
     * @param before the parameters of all blocks at the start of training
     */
    ClientUpdate tamper(ClientUpdate honest, ParameterSet before) {
        double factor =
                switch (config.type()) {
                    case LABEL_FLIP -> 1;
                    case SIGN_FLIP -> -config.scale();
                    case SCALED_UPDATE -> config.scale();
                };
        if (factor == 1 || honest.upload().parameters().isEmpty()) {
            return honest;
        }
        ParameterSet learned = honest.upload().parameters().get();
        ParameterSet start = before.select(learned.blocks());
        ParameterSet sent = ParameterMath.axpy(factor, ParameterMath.subtract(learned, start), start);
        return new ClientUpdate(honest.upload().with(Payload.PARAMETERS, sent), honest.state(), honest.report());
    }

    /** Examples labelled as class {@code classes - 1 - c} where they belong to class c. */
    private record FlippedLabels(Examples examples, int classes) implements Examples {
        @Override
        public int size() {
            return examples.size();
        }

        @Override
        public int label(int index) {
            return classes - 1 - examples.label(index);
        }

        @Override
        public void copyTo(int index, float[] target, int offset) {
            examples.copyTo(index, target, offset);
        }
    }
}
