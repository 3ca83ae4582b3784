package org.exeunt.dl4j.kernels;

import org.exeunt.dl4j.nativeaccess.NativeFloats;

/**
 * The passes over memory of a norm's way back: two each, one that gathers the sums the norm's coefficients come from and one that applies
 * them. A ReLU behind the norm is undone in the same passes.
 *
 * <p>Arrays are {@code [batch, height, width, channels]}. For one thread.
 */
public interface NormBackward {
    /** Gathers the sums of a norm with {@code y = relu(norm(z))}. */
    void gather(Norm norm, NativeFloats dy, NativeFloats z);

    /** After {@link #gather}: writes the gradient at {@code z}; {@code dz} may be {@code dy} itself. */
    void apply(Norm norm, NativeFloats dy, NativeFloats z, NativeFloats dz);

    /** Gathers the sums of a norm with {@code y = relu(norm(z) + ...)}, and writes the gradient at the sum before the ReLU. */
    void gatherSum(NativeFloats dy, NativeFloats y, NativeFloats dSum, Norm norm, NativeFloats z);

    /** Gathers the sums of two norms with {@code y = relu(norm(z) + normOfX(x))}, and writes the gradient at the sum before the ReLU. */
    void gatherSum(
            NativeFloats dy,
            NativeFloats y,
            NativeFloats dSum,
            Norm norm,
            NativeFloats z,
            Norm normOfX,
            NativeFloats x);

    /** After {@link #gatherSum}: writes the gradient at {@code z}; {@code dz} may be {@code dSum} itself. */
    void applySum(Norm norm, NativeFloats dSum, NativeFloats z, NativeFloats dz);

    /** {@code a += b}. */
    void add(NativeFloats a, NativeFloats b);
}
