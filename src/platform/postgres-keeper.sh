# Starts PostgreSQL and stops it when no process of Kreditorflyt uses it any more, however those processes ended.
# Arguments: the folder, the pid of a server that runs already (or 0), the command that starts one.
# Every user holds a shared lock on users.lock for as long as it lives; when the exclusive lock can be had, nobody is left.
folder=$1
pid=$2
shift 2
exec 8>>"$folder/keeper.lock"
flock -x 8
if [ "$pid" = 0 ]; then
  "$@" </dev/null >>"$folder/log" 2>&1 8>&- &
  pid=$!
fi
exec 9>>"$folder/users.lock"
until flock -x -w 1 9; do
  kill -0 "$pid" 2>/dev/null || exit 1
done
kill -INT "$pid" 2>/dev/null
while kill -0 "$pid" 2>/dev/null; do
  sleep 0.02
done
exit 0
