package org.exeunt.it.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.exeunt.it.support.ChildRun;
import org.exeunt.it.support.ToyRun;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Neither another machine nor another user of this one, who has no secret, can connect to a process of a run. */
@Tag("slow")
@EnabledOnOs(OS.LINUX)
class SparkPortsTest {
    @TempDir
    Path folder;

    /** The run has two ports, for messages and for blocks, and each executor one for blocks. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    "local"                                           | 0
                    {"type":"spark","master":"local[2]"}              | 2
                    {"type":"spark","master":"local-cluster[2,1,512]"} | 4
                    """)
    void runsAreClosedToOthers(String executor, int expectedPorts) throws Exception {
        Path config = Files.writeString(folder.resolve("run.json"), ToyRun.file("fedavg"));
        Path runs = folder.resolve("runs");
        Path log = folder.resolve("log");
        Process run = ChildRun.start(config, runs, log, "training.rounds=100000", "executor=" + executor);
        try {
            while (run.isAlive() && ChildRun.rounds(runs) < 1) {
                Thread.onSpinWait();
            }
            List<InetSocketAddress> ports = listening(run);
            while (run.isAlive() && ports.size() < expectedPorts) {
                ports = listening(run);
            }
            assertThat(run.isAlive()).as(Files.readString(log)).isTrue();
            assertThat(ports).allMatch(port -> port.getAddress().isLoopbackAddress());
            for (InetSocketAddress port : ports) {
                assertThat(answer(port)).as("answer of %s", port).contains("Expected SaslMessage");
            }
        } finally {
            run.descendants().forEach(ProcessHandle::destroyForcibly);
            run.destroyForcibly().waitFor();
        }
    }

    /** Sends a request without authentication, and returns the answer. */
    private static String answer(InetSocketAddress port) throws IOException {
        try (Socket socket = new Socket(port.getAddress(), port.getPort())) {
            byte[] body = "hello".getBytes(StandardCharsets.US_ASCII);
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeLong(Long.BYTES + Byte.BYTES + Long.BYTES + Integer.BYTES + body.length);
            out.writeByte(3); // a request, which is followed by its number
            out.writeLong(1);
            out.writeInt(body.length);
            out.write(body);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            return new String(in.readNBytes((int) in.readLong() - Long.BYTES), StandardCharsets.UTF_8);
        }
    }

    /** Returns where a process and its descendants listen. */
    private static List<InetSocketAddress> listening(Process run) throws IOException {
        Set<String> sockets = new HashSet<>();
        for (ProcessHandle process :
                Stream.concat(Stream.of(run.toHandle()), run.descendants()).toList()) {
            try (Stream<Path> files = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
                for (Path file : files.toList()) {
                    sockets.add(Files.readSymbolicLink(file).toString());
                }
            } catch (NoSuchFileException e) {
                // closed in the meantime
            }
        }
        List<InetSocketAddress> listening = new ArrayList<>();
        for (String table : List.of("tcp", "tcp6")) {
            for (String line : Files.readAllLines(Path.of("/proc/net", table))) {
                // number, local address, remote address, state, queues, timer, retransmissions, user, timeout, inode
                String[] columns = line.strip().split("\\s+");
                if (columns[3].equals("0A") && sockets.contains("socket:[" + columns[9] + "]")) {
                    String[] local = columns[1].split(":");
                    listening.add(new InetSocketAddress(address(local[0]), Integer.parseInt(local[1], 16)));
                }
            }
        }
        return listening;
    }

    /** Decodes an address, which is written as numbers of four bytes, the lowest first. */
    private static InetAddress address(String written) throws IOException {
        byte[] bytes = HexFormat.of().parseHex(written);
        byte[] ordered = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            ordered[i] = bytes[i ^ 3];
        }
        return InetAddress.getByAddress(ordered);
    }
}
