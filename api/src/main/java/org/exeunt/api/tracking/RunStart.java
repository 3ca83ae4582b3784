package org.exeunt.api.tracking;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.exeunt.api.Round;
import org.exeunt.api.network.NetworkSpec;

/**
 * A run that starts or resumes: its identity, its sizes and its configuration.
 *
 * <p>The runtime makes it; a test of a tracker makes its own by {@link #of}.
 */
public final class RunStart {
    private final Builder facts;

    private RunStart(Builder facts) {
        this.facts = facts;
    }

    /**
     * Returns a builder of a run of no rounds and no clients with an empty configuration.
     *
     * @param name as configured
     * @param hash equal for runs of equal configuration, code and data
     * @param network sizes and costs
     */
    public static Builder of(String name, String hash, NetworkSpec network) {
        return new Builder(name, hash, network);
    }

    /** Returns the name of the run. */
    public String name() {
        return facts.name;
    }

    /** Returns the hash of the run: equal configuration, code and data give equal hashes. */
    public String hash() {
        return facts.hash;
    }

    /** Returns the name of the run's directory: name and hash. */
    public String title() {
        return facts.name + "-" + facts.hash;
    }

    /** Returns the seed of all random streams. */
    public long seed() {
        return facts.seed;
    }

    /** Returns the number of rounds of the whole run. */
    public int rounds() {
        return facts.rounds;
    }

    /** Returns the number of clients that may train. */
    public int clients() {
        return facts.clients;
    }

    /** Returns sizes and costs of the network. */
    public NetworkSpec network() {
        return facts.network;
    }

    /**
     * Returns the last round that an earlier process played and that this one does not repeat; {@link Round#START} if the run starts. Later
     * rounds may have been reported before and are reported again.
     */
    public Round resumedAfter() {
        return facts.resumedAfter;
    }

    /**
     * Returns the value of every key of the configuration, defaults filled in: dotted keys such as {@code strategy.lambda} in the order of the
     * configuration, elements of lists counted from 1. Texts are without quotes; lists of plain values are one value, as JSON.
     */
    public Map<String, String> configuration() {
        return facts.configuration;
    }

    /** Returns the configuration, defaults filled in, as a JSON text from which the run can be repeated. */
    public String configurationJson() {
        return facts.json;
    }

    /** Returns versions of the runtime, the api and the chosen plugins, by kind and id such as {@code Strategy/cafedistill}. */
    public Map<String, String> versions() {
        return facts.versions;
    }

    @Override
    public String toString() {
        return title();
    }

    /** Sets the parts of a {@link RunStart}. */
    public static final class Builder {
        private final String name;
        private final String hash;
        private final NetworkSpec network;
        private long seed;
        private int rounds;
        private int clients;
        private Round resumedAfter = Round.START;
        private Map<String, String> configuration = Map.of();
        private String json = "{}";
        private Map<String, String> versions = Map.of();

        private Builder(String name, String hash, NetworkSpec network) {
            this.name = name;
            this.hash = hash;
            this.network = network;
        }

        private Builder(Builder other) {
            this(other.name, other.hash, other.network);
            seed = other.seed;
            rounds = other.rounds;
            clients = other.clients;
            resumedAfter = other.resumedAfter;
            configuration = other.configuration;
            json = other.json;
            versions = other.versions;
        }

        /** Sets the seed. */
        public Builder seed(long value) {
            seed = value;
            return this;
        }

        /** Sets the number of rounds of the whole run and of clients that may train. */
        public Builder sizes(int allRounds, int allClients) {
            rounds = allRounds;
            clients = allClients;
            return this;
        }

        /** Sets the last round that is not repeated. */
        public Builder resumedAfter(Round last) {
            resumedAfter = last;
            return this;
        }

        /** Sets the configuration, as JSON and by dotted keys. */
        public Builder configuration(String asJson, Map<String, String> byKey) {
            json = asJson;
            configuration = unmodifiable(byKey);
            return this;
        }

        /** Sets the versions of the code. */
        public Builder versions(Map<String, String> byPart) {
            versions = unmodifiable(byPart);
            return this;
        }

        private static Map<String, String> unmodifiable(Map<String, String> inOrder) {
            return Collections.unmodifiableMap(new LinkedHashMap<>(inOrder));
        }

        /** Returns what was set so far; later settings do not change it. */
        public RunStart build() {
            return new RunStart(new Builder(this));
        }
    }
}
