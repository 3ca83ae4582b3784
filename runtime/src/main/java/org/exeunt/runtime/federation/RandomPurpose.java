package org.exeunt.runtime.federation;

/**
 * The purposes of all random streams of a run. Each is derived from the seed of the run, independently of the others.
 *
 * <table>
 *   <caption>Streams</caption>
 *   <tr><th>purpose</th><th>keys</th><th>read by</th></tr>
 *   <tr><td>{@code data}</td><td>none; derived streams</td><td>the data set, if it is generated</td></tr>
 *   <tr><td>{@code partition}</td><td>none</td><td>the partitioner</td></tr>
 *   <tr><td>{@code modalities}</td><td>none; client</td><td>kinds of clients; modalities that the client's examples
 *     lack, training, validation, then test examples</td></tr>
 *   <tr><td>{@code feature-shift}</td><td>none; derived streams</td><td>groups of clients; {@code order} of positions
 *     by its number; {@code noise} by client and values of the input</td></tr>
 *   <tr><td>{@code init}</td><td>none</td><td>initial parameters common to all</td></tr>
 *   <tr><td>{@code init-head}</td><td>client</td><td>a client's own initial heads or network, if configured</td></tr>
 *   <tr><td>{@code sampling}</td><td>round</td><td>the client sampler</td></tr>
 *   <tr><td>{@code coordination}</td><td>round</td><td>the coordination policy</td></tr>
 *   <tr><td>{@code server}</td><td>none; derived streams</td>
 *     <td>the strategy on the server, by the purposes that it names and by round; below it {@code training} and
 *     {@code evaluation} by round and client for what is sent</td></tr>
 *   <tr><td>{@code devices}</td><td>none; derived streams</td><td>the device model, if configured</td></tr>
 *   <tr><td>{@code faults}</td><td>none; derived streams</td><td>the simulated faults</td></tr>
 *   <tr><td>{@code training}</td><td>round, client; derived streams</td>
 *     <td>a client's training: {@code batches}, {@code augmentation}, and the streams that its strategy names</td></tr>
 *   <tr><td>{@code evaluation}</td><td>round, client; derived streams</td>
 *     <td>a client's evaluation, if its strategy trains for it</td></tr>
 *   <tr><td>{@code evaluated-clients}</td><td>none</td><td>the sample of clients that are evaluated, if configured</td>
 *   </tr>
 *   <tr><td>{@code corruption}</td><td>client; derived streams</td>
 *     <td>the corruption of a client's test examples, if a finished run is evaluated again on corrupted ones</td></tr>
 * </table>
 */
public final class RandomPurpose {
    /** Generated data. */
    public static final String DATA = "data";

    /** The partition. */
    public static final String PARTITION = "partition";

    /** Modalities that clients and their examples lack. */
    public static final String MODALITIES = "modalities";

    /** Differences between the inputs of clients. */
    public static final String FEATURE_SHIFT = "feature-shift";

    /** Initial parameters. */
    public static final String INIT = "init";

    /** Initial heads, or the initial network, of one client. */
    public static final String INIT_HEAD = "init-head";

    /** The cohort of a round. */
    public static final String SAMPLING = "sampling";

    /** The exits of a round. */
    public static final String COORDINATION = "coordination";

    /** The strategy on the server. */
    public static final String SERVER = "server";

    /** The devices of the clients. */
    public static final String DEVICES = "devices";

    /** Simulated faults. */
    public static final String FAULTS = "faults";

    /** One client's training in one round. */
    public static final String TRAINING = "training";

    /** Changes of a client's training pictures, below its training or evaluation. */
    public static final String AUGMENTATION = "augmentation";

    /** One client's evaluation after one round. */
    public static final String EVALUATION = "evaluation";

    /** The sample of clients that are evaluated. */
    public static final String EVALUATED_CLIENTS = "evaluated-clients";

    /** The corruption of one client's test examples. */
    public static final String CORRUPTION = "corruption";

    private RandomPurpose() {}
}
