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

/** Some clients that work against the federation, in every round they take part in. They keep what honest clients would keep. */
final class Attack {
    private final AttackConfig config;
    private final TreeSet<ClientId> attackers = new TreeSet<>();

    /** Draws the attackers. */
    Attack(AttackConfig config, List<ClientSpec> members, RandomGenerator random) {
        this.config = config;
        List<ClientId> left =
                new ArrayList<>(members.stream().map(ClientSpec::id).toList());
        int size = Math.max(1, (int) Math.floor(config.fraction() * left.size()));
        while (attackers.size() < size) {
            attackers.add(left.remove(random.nextInt(left.size())));
        }
    }

    boolean isBy(ClientId client) {
        return attackers.contains(client);
    }

    /** Returns the attackers in client order. */
    List<ClientId> attackers() {
        return List.copyOf(attackers);
    }

    /** Returns what an attacker trains on. */
    Examples training(Examples examples, int classes) {
        return config.type() == AttackConfig.Kind.LABEL_FLIP ? new FlippedLabels(examples, classes) : examples;
    }

    /**
     * Returns what an attacker sends.
     *
     * @param before the parameters from which it began, of all blocks
     */
    ClientUpdate sent(ClientUpdate honest, ParameterSet before) {
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
        ParameterSet begun = before.select(learned.blocks());
        ParameterSet sent = ParameterMath.axpy(factor, ParameterMath.subtract(learned, begun), begun);
        return new ClientUpdate(honest.upload().with(Payload.PARAMETERS, sent), honest.state(), honest.report());
    }
}
