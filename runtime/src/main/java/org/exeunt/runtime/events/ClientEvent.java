package org.exeunt.runtime.events;

import java.util.function.Supplier;
import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.exeunt.api.strategy.ClientTask;

/** The training or evaluation of one client, on the thread of its worker. */
@Name("exeunt.Client")
@Label("Client")
@Category("Exeunt")
@StackTrace(false)
@SuppressWarnings("UnusedVariable") // the recorder reads the fields
public final class ClientEvent extends Event {
    @Label("Round")
    private final int round;

    @Label("Client")
    private final int client;

    @Label("Work")
    private final String work;

    private ClientEvent(int round, int client, String work) {
        this.round = round;
        this.client = client;
        this.work = work;
    }

    /** Does a client's work, which is recorded whether it succeeds or throws. */
    public static <T> T during(ClientTask task, String name, Supplier<T> work) {
        ClientEvent event = new ClientEvent(task.round().number(), task.client().index(), name);
        event.begin();
        try {
            return work.get();
        } finally {
            event.commit();
        }
    }
}
