/**
 * What lies below ND4J's arrays: bulk access to their memory ({@link org.exeunt.dl4j.nativeaccess.NativeFloats}), arrays that are
 * reused from call to call ({@link org.exeunt.dl4j.nativeaccess.ReusedArray}), the C allocator's settings
 * ({@link org.exeunt.dl4j.nativeaccess.Allocator}), where arrays lie ({@link org.exeunt.dl4j.nativeaccess.Memory}) and which native libraries answer
 * ({@link org.exeunt.dl4j.nativeaccess.FastPath}).
 */
package org.exeunt.dl4j.nativeaccess;
