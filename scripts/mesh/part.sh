# Parts of the mesh, and when one is there. Wants $parts.
#
# A part is made under another name and moved: what has its name is whole. Beside it stands its version, so that another version is
# made anew; a part without one was put there by hand, and stays.

have() { # PART VERSION [FILE NAMED BY A VARIABLE]
  [ -z "${3:-}" ] || { [ -s "$3" ] && return; }
  [ -s "$parts/$1" ] || return 1
  local noted=$parts/versions/${1##*/}
  [ ! -e "$noted" ] || [ "$(cat "$noted")" = "$2" ]
}

put() { # PART VERSION FILE
  mkdir -p "$parts/versions" "$(dirname "$parts/$1")"
  chmod a+rX "$3"
  echo "$2" >"$parts/versions/${1##*/}"
  mv "$3" "$parts/$1"
}

# A module's own folder, where its go.sum vouches for what it needs.
module_folder() { # MODULE VERSION
  twice go mod download -json "$1@$2" | sed -n 's/.*"Dir": "\(.*\)",/\1/p'
}

first_of() { # FILE…: prints the first that is there, or nothing
  local file
  for file; do [ ! -e "$file" ] || { echo "$file" && return; }; done
}
