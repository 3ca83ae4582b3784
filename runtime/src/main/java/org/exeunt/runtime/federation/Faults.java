package org.exeunt.runtime.federation;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.data.Examples;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.api.strategy.ClientSpec;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.config.FaultsConfig;

/**
 * Everything that goes wrong in a run on purpose. Each fate is drawn for its round and client alone, so it depends neither on workers nor on
 * where a run was stopped, and a run without faults draws nothing.
 *
 * <p>Time is simulated: a client needs as long as it has examples, as its stages and heads have MACs, and as its device is slow. A client that
 * fails or comes late is sent its parameters, does not train here, and keeps what it had.
 */
public final class Faults {
    private final FaultsConfig config;
    private final RandomStreams streams;
    private final List<ClientSpec> members;
    private final NetworkSpec network;
    private final double meanExamples;
    private final Optional<Attack> attack;

    /**
     * Makes the faults of a run.
     *
     * @param streams for nothing else
     * @param members clients that may train, in client order
     */
    public Faults(FaultsConfig config, RandomStreams streams, List<ClientSpec> members, NetworkSpec network) {
        this.config = config;
        this.streams = streams;
        this.members = members;
        this.network = network;
        this.meanExamples =
                members.stream().mapToInt(ClientSpec::trainExamples).average().orElseThrow();
        this.attack = config.attack().map(section -> new Attack(section, members, streams.stream("attackers")));
    }

    /** Returns the clients that attack, in client order. */
    public List<ClientId> attackers() {
        return attack.map(Attack::attackers).orElse(List.of());
    }

    /** Returns what a client trains on. */
    public Examples training(ClientId client, Examples examples) {
        return attack.filter(who -> who.isBy(client))
                .map(who -> who.training(examples, network.classes()))
                .orElse(examples);
    }

    /**
     * Returns who of a cohort gives nothing, and why.
     *
     * @param exits that learn, for each client of the cohort
     */
    public SortedMap<ClientId, SimulatedDropout> absent(Round round, SortedMap<ClientId, ExitSet> exits) {
        SortedMap<ClientId, SimulatedDropout> absent = new TreeMap<>();
        exits.forEach((client, learning) -> absence(round, client, learning).ifPresent(why -> absent.put(client, why)));
        return absent;
    }

    private Optional<SimulatedDropout> absence(Round round, ClientId client, ExitSet learning) {
        double fate = fate(round, client);
        if (fate < config.dropout()) {
            return Optional.of(new SimulatedDropout("it dropped out (faults.dropout)", false));
        }
        if (fate < config.dropout() + config.failure()) {
            return Optional.of(new SimulatedDropout("it failed while it trained (faults.failure)", true));
        }
        if (config.deadline().isPresent()) {
            double time = time(client, learning);
            if (time > config.deadline().get()) {
                return Optional.of(new SimulatedDropout(
                        "it came late: after %s times the mean client's time, the deadline is %s (faults.deadline)"
                                .formatted(
                                        Math.round(100 * time) / 100.0,
                                        config.deadline().get()),
                        true));
            }
        }
        return Optional.empty();
    }

    private double fate(Round round, ClientId client) {
        boolean drawn = config.dropout() + config.failure() + config.nonFinite() > 0;
        return drawn ? streams.stream("fate", round.number(), client.index()).nextDouble() : 1;
    }

    private double time(ClientId client, ExitSet learning) {
        double size = members.get(client.index()).trainExamples() / meanExamples;
        double depth = macs(learning) / macs(network.allExits());
        double slowness = StrictMath.exp(
                config.speedSpread() * streams.stream("speed", client.index()).nextGaussian());
        return size * depth * slowness;
    }

    private double macs(ExitSet learning) {
        double macs = 0;
        for (int stage = 0; stage < learning.deepest(); stage++) {
            macs += network.stageMacs().get(stage).count();
        }
        for (Exit exit : learning) {
            macs += network.headMacs().get(exit.index()).count();
        }
        return macs;
    }

    /** Returns whether what a client sends differs from what it learned. */
    public boolean tampersWith(Round round, ClientId client) {
        return attack.filter(who -> who.isBy(client)).isPresent() || isNonFinite(round, client);
    }

    private boolean isNonFinite(Round round, ClientId client) {
        double fate = fate(round, client) - config.dropout() - config.failure();
        return fate >= 0 && fate < config.nonFinite();
    }

    /**
     * Returns what a client sends in place of what it learned.
     *
     * @param before the parameters from which it began, of all blocks
     */
    public ClientResult tampered(Round round, ClientResult outcome, ParameterSet before) {
        if (!(outcome instanceof ClientResult.Success success)) {
            return outcome;
        }
        ClientUpdate update = success.update();
        if (isNonFinite(round, success.client())) {
            update = withoutNumber(update);
        } else if (attack.isPresent() && attack.get().isBy(success.client())) {
            update = attack.get().sent(update, before);
        }
        return new ClientResult.Success(success.client(), update);
    }

    /** The last value of what is sent becomes not a number; where no parameters are sent, the loss does. */
    private static ClientUpdate withoutNumber(ClientUpdate update) {
        Optional<ParameterSet> sent = update.upload().parameters().filter(set -> set.size() > 0);
        if (sent.isEmpty()) {
            TrainingReport report = update.report();
            return new ClientUpdate(update.upload(), update.state(), report.withLoss(Double.NaN));
        }
        float[] values = sent.get().values();
        values[values.length - 1] = Float.NaN;
        return new ClientUpdate(
                update.upload()
                        .with(Payload.PARAMETERS, ParameterSet.of(sent.get().blocks(), values)),
                update.state(),
                update.report());
    }
}
