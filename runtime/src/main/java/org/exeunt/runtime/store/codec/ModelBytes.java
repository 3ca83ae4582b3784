package org.exeunt.runtime.store.codec;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.exeunt.api.ClientId;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;

/** Encodes and decodes the bytes of a {@link org.exeunt.runtime.store.ModelFile}. */
public final class ModelBytes {
    private static final byte[] MAGIC = "EXEUNTPM".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 2;

    /** Size of a model without blocks, of a run without a name. */
    public static final int MIN_SIZE = MAGIC.length + Short.BYTES + 4 * Integer.BYTES;

    private static final List<BlockRole> ROLES = List.of(BlockRole.BACKBONE, BlockRole.HEAD, BlockRole.BUFFER);

    private ModelBytes() {}

    public static byte[] encode(StoredModel model) {
        ParameterSet parameters = model.parameters();
        byte[] run = name(model.run());
        List<Block> blocks = parameters.layout().blocks();
        long length = MIN_SIZE + run.length + 4L * parameters.size();
        for (Block block : blocks) {
            length += 2
                    + name(block.name()).length
                    + 1
                    + 4
                    + 1
                    + 4L * block.shape().size();
        }
        ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(length)).order(ByteOrder.LITTLE_ENDIAN);
        out.put(MAGIC).putInt(VERSION);
        out.putShort((short) run.length).put(run).putInt(model.client().index());
        out.putInt(blocks.size());
        for (Block block : blocks) {
            byte[] name = name(block.name());
            if (block.shape().size() > 0xFF) {
                throw new IllegalArgumentException("block '%s' has too many axes".formatted(block.name()));
            }
            out.putShort((short) name.length).put(name);
            out.put((byte) ROLES.indexOf(block.role())).putInt(block.depth());
            out.put((byte) block.shape().size());
            block.shape().forEach(out::putInt);
        }
        out.asFloatBuffer().put(parameters.values());
        out.position(out.limit() - Integer.BYTES);
        CRC32C sum = new CRC32C();
        sum.update(out.array(), 0, out.position());
        out.putInt((int) sum.getValue());
        return out.array();
    }

    private static byte[] name(String text) {
        byte[] name = text.getBytes(StandardCharsets.UTF_8);
        if (name.length > 0xFFFF) {
            throw new IllegalArgumentException("the name '%.40s…' is too long".formatted(text));
        }
        return name;
    }

    /** Returns whether the first bytes of a file are those of a model of any version. */
    public static boolean startsLikeModel(byte[] head) {
        return head.length >= MAGIC.length && Arrays.equals(head, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    }

    /** Checks magic number and version; leaves the position after them. */
    public static void requireHead(ByteBuffer in) throws CorruptFileException {
        if (in.limit() < MIN_SIZE) {
            throw new CorruptFileException("it has %d bytes; expected at least %d".formatted(in.limit(), MIN_SIZE));
        }
        byte[] magic = new byte[MAGIC.length];
        in.get(magic);
        if (!Arrays.equals(magic, MAGIC)) {
            throw new CorruptFileException("it does not start with EXEUNTPM, so it is not a personal model");
        }
        int version = in.getInt();
        if (version != VERSION) {
            throw new CorruptFileException("it has format version %d; expected version %d".formatted(version, VERSION));
        }
    }

    /** Decodes the bytes after the version, up to the buffer's limit; the checksum must have been verified. */
    public static StoredModel decode(ByteBuffer in) throws CorruptFileException {
        try {
            String run = name(in);
            ClientId client = new ClientId(in.getInt());
            ParameterLayout layout = layout(in);
            if (in.remaining() != 4L * layout.size()) {
                throw new CorruptFileException("its %d values at byte %d need %d bytes; %d remain"
                        .formatted(layout.size(), in.position(), 4L * layout.size(), in.remaining()));
            }
            float[] values = new float[layout.size()];
            in.asFloatBuffer().get(values);
            return new StoredModel(run, client, ParameterSet.of(layout.all(), values));
        } catch (BufferUnderflowException e) {
            throw new CorruptFileException("its header or its list of blocks is longer than the file");
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new CorruptFileException("its header or its list of blocks is invalid: " + e.getMessage());
        }
    }

    private static String name(ByteBuffer in) {
        byte[] name = new byte[Short.toUnsignedInt(in.getShort())];
        in.get(name);
        return new String(name, StandardCharsets.UTF_8);
    }

    private static ParameterLayout layout(ByteBuffer in) {
        List<Block> blocks = new ArrayList<>();
        int end = 0;
        for (int remaining = in.getInt(); remaining > 0; remaining--) {
            String name = name(in);
            int role = in.get();
            if (role < 0 || role >= ROLES.size()) {
                throw new IllegalArgumentException("role %d of block %d".formatted(role, blocks.size() + 1));
            }
            int depth = in.getInt();
            List<Integer> shape = new ArrayList<>();
            for (int axes = Byte.toUnsignedInt(in.get()); axes > 0; axes--) {
                shape.add(in.getInt());
            }
            Block block = new Block(name, ROLES.get(role), depth, shape, end);
            blocks.add(block);
            end = Math.addExact(end, block.size());
        }
        return new ParameterLayout(blocks);
    }
}
