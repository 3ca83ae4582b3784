package org.exeunt.runtime.client;

import org.exeunt.api.network.Network;
import org.exeunt.api.strategy.ClientRunner;

/** A thread with one resident network, opened by its first task and closed when the thread ends. */
final class Worker extends Thread {
    private final ClientRunner runner;
    private Network network;

    Worker(ClientRunner runner, Runnable tasks, int number) {
        super(tasks, "exeunt-worker-" + number);
        this.runner = runner;
        setDaemon(true);
    }

    /** Returns the network of the calling worker. */
    static Network network() {
        Worker worker = (Worker) Thread.currentThread();
        if (worker.network == null) {
            worker.network = worker.runner.openNetwork();
        }
        return worker.network;
    }

    @Override
    public void run() {
        try {
            super.run();
        } finally {
            if (network != null) {
                network.close();
            }
        }
    }
}
