import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * Calls back once when a request is over: it was answered, or its connection is gone. Both are asked, because an
 * answer that waits behind others of its connection is not told when that closes, and one whose caller hung up
 * before we listened was told already.
 */
export function whenOver(request: FastifyRequest, reply: FastifyReply, over: () => void): void {
  const { socket } = request.raw;
  const answer = reply.raw;
  function end(): void {
    socket.off('close', end);
    answer.off('close', end);
    over();
  }
  if (socket.destroyed) {
    over();
    return;
  }
  // As many as requests wait on the connection; each takes its own away.
  socket.setMaxListeners(0);
  socket.once('close', end);
  answer.once('close', end);
}
