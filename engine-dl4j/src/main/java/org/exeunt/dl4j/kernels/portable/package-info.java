/**
 * Kernels by ND4J's operations alone, for memory that cannot be reached by address. {@link org.exeunt.dl4j.kernels.portable.PortableKernels} is the only
 * public type.
 */
package org.exeunt.dl4j.kernels.portable;
